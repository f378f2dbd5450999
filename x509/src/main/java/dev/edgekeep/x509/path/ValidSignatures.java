package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Caches the CA certificates that a key of the trust store has signed, so that the signatures above
 * the leaf are not verified again for every client. Only valid signatures are cached, and they stay
 * valid; whether the certificates are still acceptable is checked each time. Any thread.
 */
final class ValidSignatures {
  private static final int MAX_ENTRIES = 4_096;

  private record Signed(Certificate certificate, SubjectPublicKey issuerKey) {}

  private final ConcurrentHashMap<Signed, Boolean> entries = new ConcurrentHashMap<>();
  // The first instance of each certificate, whose names and key are already decoded.
  private final ConcurrentHashMap<Certificate, Certificate> instances = new ConcurrentHashMap<>();

  boolean contains(Certificate certificate, SubjectPublicKey issuerKey) {
    return !entries.isEmpty() && entries.containsKey(new Signed(certificate, issuerKey));
  }

  void add(Certificate certificate, SubjectPublicKey issuerKey) {
    // When the cache is full, a store with that many intermediates verifies the others each time.
    if (entries.size() < MAX_ENTRIES) {
      entries.put(new Signed(certificate, issuerKey), true);
      instances.putIfAbsent(certificate, certificate);
    }
  }

  /** An equal certificate that was used before, or this one. */
  Certificate known(Certificate certificate) {
    return instances.isEmpty() ? certificate : instances.getOrDefault(certificate, certificate);
  }
}
