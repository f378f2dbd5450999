package dev.edgekeep.control.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The key that encrypts all other secrets: 32 octets, written as 64 hexadecimal digits. Kept apart
 * from the database: who has both has every key. Any thread.
 */
public final class MasterKey {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Aead aead;

  private MasterKey(byte[] key) {
    this.aead = new Aead(key);
  }

  /**
   * @param text 64 hexadecimal digits
   * @param source the place where it was read, for the message
   * @throws IllegalArgumentException when it is something else
   */
  public static MasterKey parse(CharSequence text, String source) {
    String digits = text.toString().strip();
    if (!digits.matches("[0-9a-fA-F]{%d}".formatted(2 * Aead.KEY_BYTES))) {
      throw new IllegalArgumentException(
          "the master key of %s is not 64 hexadecimal digits; create one with: openssl rand -hex 32"
              .formatted(source));
    }
    return new MasterKey(HexFormat.of().parseHex(digits));
  }

  /**
   * Makes a file with a new key, for its owner only, unless it is there.
   *
   * @throws IOException when it cannot be written
   */
  public static void createIfMissing(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    String line = newText() + "\n";
    Files.write(fresh, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The text of a new key. */
  static String newText() {
    byte[] key = new byte[Aead.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /** A data key, sealed. */
  byte[] sealed(byte[] dataKey, String context) {
    return aead.seal(dataKey, context);
  }

  /** A new data key, sealed. */
  byte[] newDataKey(String context) {
    byte[] key = new byte[Aead.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return aead.seal(key, context);
  }

  /** A data key, opened. */
  byte[] dataKey(byte[] sealed, String context) {
    return aead.open(sealed, context);
  }
}
