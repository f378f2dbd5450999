package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.x509.der.Slice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Names a PKCS#11 token, and some or all of its keys (RFC 7512). What is null is not asked for.
 * Immutable.
 *
 * @param shown the URI without its query, which may hold a PIN
 * @param module the library that speaks to the token, absolute
 * @param pin what the token is opened with
 * @param token the token's label
 * @param manufacturer who made the token
 * @param model which of theirs
 * @param serial of the token
 * @param slotId the slot that it is in
 * @param object the label of the keys
 * @param id the identifier of the keys
 */
public record Pkcs11Uri(
    String shown,
    Path module,
    @Nullable Secret pin,
    @Nullable String token,
    @Nullable String manufacturer,
    @Nullable String model,
    @Nullable String serial,
    @Nullable Long slotId,
    @Nullable String object,
    @Nullable Slice id) {
  /**
   * @param folder what the files of {@code pin-source} and {@code module-path} are relative to
   * @throws Pkcs11UriException when it is malformed, names no module, or asks for something else
   *     than private keys
   */
  public static Pkcs11Uri parse(String text, Path folder) throws Pkcs11UriException {
    return new Pkcs11UriParser(text, folder.toAbsolutePath()).parse();
  }

  /** Whether it speaks of this token. */
  boolean names(long slot, TokenInfo info) {
    return (slotId == null || slotId == slot)
        && (token == null || token.equals(info.label()))
        && (manufacturer == null || manufacturer.equals(info.manufacturer()))
        && (model == null || model.equals(info.model()))
        && (serial == null || serial.equals(info.serial()));
  }

  /** Whether it asks for one key, and not for all that there are. */
  public boolean namesKey() {
    return object != null || id != null;
  }

  /** Without the PIN. */
  @Override
  public String toString() {
    return shown;
  }
}
