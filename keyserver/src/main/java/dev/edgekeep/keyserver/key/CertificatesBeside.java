package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates beside a key: in its file, or in a file of the same name with another ending. A
 * certificate of another key there is nearly always a renewal of which only one file was copied.
 */
final class CertificatesBeside {
  private static final List<String> ENDINGS = List.of("pem", "crt", "cer", "cert", "der");
  private static final int MAX_BYTES = 1 << 20;

  private final Path keyFile;
  private final LoadReport report;

  CertificatesBeside(Path keyFile, LoadReport report) {
    this.keyFile = keyFile;
    this.report = report;
  }

  /**
   * @param inTheFile the certificates of the key's own file
   */
  void compare(List<LoadReport.FoundKey> keys, List<Certificate> inTheFile) {
    compare(keyFile, keys, inTheFile);
    String name = keyFile.getFileName().toString();
    String base = name.substring(0, name.lastIndexOf('.') + 1);
    for (String ending : ENDINGS) {
      Path beside = keyFile.resolveSibling(base + ending);
      if (!beside.equals(keyFile)) {
        compare(beside, keys, certificates(beside));
      }
    }
  }

  private void compare(Path where, List<LoadReport.FoundKey> keys, List<Certificate> certificates) {
    List<Certificate> others = new ArrayList<>(certificates);
    others.removeIf(certificate -> keys.stream().anyMatch(key -> isOf(certificate, key)));
    if (!certificates.isEmpty() && others.size() == certificates.size()) {
      report.warning(
          "%s: the certificate in %s is not this key's, but that of another (%s)"
              .formatted(
                  keyFile,
                  where.equals(keyFile) ? "the same file" : where.getFileName(),
                  certificates.getFirst().subject()));
    }
  }

  private static boolean isOf(Certificate certificate, LoadReport.FoundKey key) {
    return certificate.subjectPublicKey().keyBits().equals(key.publicKey().keyBits());
  }

  /** Empty when there is no such file, or it holds no certificates: the key works without. */
  private static List<Certificate> certificates(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return PemFiles.certificatesBesideKeys(in.readNBytes(MAX_BYTES));
    } catch (IOException | CertificateFormatException _) {
      return List.of();
    }
  }
}
