package dev.edgekeep.keyserver.key;

import dev.edgekeep.config.document.Unreadable;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads every private key below a folder, and reports everything that is wrong at once. Blocks. */
final class DirectoryKeys {
  static final int MAX_ENTRIES = 200_000;

  /** The largest RSA key in PEM has 7 KiB; the file may also hold a long chain. */
  private static final int MAX_BYTES = 1 << 20;

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final SoftwareKeys software;
  private final LoadReport report;

  DirectoryKeys(SoftwareKeys software, LoadReport report) {
    this.software = software;
    this.report = report;
  }

  void read(KeySource.Directory source) {
    char[] passphrase = null;
    try {
      passphrase = passphrase(source.passphrase());
    } catch (IOException e) {
      report.problem(
          "the passphrase for %s cannot be read: %s".formatted(source.path(), e.getMessage()));
      return;
    }
    int found = 0;
    for (Path file : KeyFileSearch.files(source.path(), MAX_ENTRIES, report)) {
      report.watch(file);
      found += read(file, passphrase);
    }
    if (found == 0) {
      report.warning("%s holds no private key".formatted(source.path()));
    }
    if (passphrase != null) {
      Arrays.fill(passphrase, '\0');
    }
  }

  private char @Nullable [] passphrase(@Nullable Secret secret) throws IOException {
    if (secret == null) {
      return null;
    }
    Path file = secret.file();
    if (file != null) {
      report.watch(file);
    }
    return secret.read();
  }

  /** Reads a file, and returns its number of keys, good or bad. */
  private int read(Path path, char @Nullable [] passphrase) {
    try {
      return read(path, bytes(path), passphrase);
    } catch (IOException e) {
      report.problem(Unreadable.reason(path, e));
    } catch (CertificateFormatException e) {
      report.problem("%s: %s".formatted(path, e.getMessage()));
    }
    return 1;
  }

  private int read(Path path, byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    KeyFile file = KeyFile.read(path.getFileName().toString(), content, passphrase);
    Arrays.fill(content, (byte) 0);
    List<LoadReport.FoundKey> found = new ArrayList<>();
    for (byte[] pkcs8 : file.keys()) {
      found.add(software.key(pkcs8, path.toString()));
      Arrays.fill(pkcs8, (byte) 0);
    }
    found.forEach(report::key);
    if (!found.isEmpty()) {
      warnOfReaders(path);
      new CertificatesBeside(path, report).compare(found, file.certificates());
    }
    return found.size();
  }

  private static byte[] bytes(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it has more than %,d bytes".formatted(MAX_BYTES));
      }
      return bytes;
    }
  }

  private void warnOfReaders(Path path) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
        report.warning(
            "%s can be read by other users of this machine; chmod 600 it".formatted(path));
      }
    } catch (IOException | UnsupportedOperationException _) {
      // This file system has no such permissions.
    }
  }
}
