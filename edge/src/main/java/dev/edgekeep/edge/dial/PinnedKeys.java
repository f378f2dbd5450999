package dev.edgekeep.edge.dial;

import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Set;

/** The public keys that the servers of an origin may have. Immutable. */
final class PinnedKeys {
  private final Set<KeyPin> pins;

  /**
   * @param pins empty: any key is accepted
   */
  PinnedKeys(List<KeyPin> pins) {
    this.pins = Set.copyOf(pins);
  }

  boolean isEmpty() {
    return pins.isEmpty();
  }

  /**
   * @param leaf the server's own certificate, DER
   * @throws CertificateException when its key is none of these
   */
  void check(byte[] leaf) throws CertificateException {
    if (pins.isEmpty()) {
      return;
    }
    KeyPin key = pin(leaf);
    if (!pins.contains(key)) {
      throw new CertificateException(
          "not-pinned: the public key of the server's certificate is %s, which is not among the pins"
              .formatted(key));
    }
  }

  private static KeyPin pin(byte[] leaf) throws CertificateException {
    try {
      byte[] key = Certificate.parse(leaf).subjectPublicKey().encoded().toBytes();
      return KeyPin.of(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (CertificateFormatException e) {
      throw new CertificateException("malformed: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
