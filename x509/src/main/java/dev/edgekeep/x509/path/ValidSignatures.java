package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which CA certificates a key of the trust store has signed, so that the signatures above
 * the leaf are not checked anew for every client. Only valid ones are kept, and a signature stays
 * valid for ever: whether the certificates still count is asked each time. Any thread.
 */
final class ValidSignatures {
  private static final int MAX_ENTRIES = 4_096;

  private record Signed(Certificate certificate, SubjectPublicKey issuerKey) {}

  private final ConcurrentHashMap<Signed, Boolean> entries = new ConcurrentHashMap<>();
  // The first instance of each certificate, which has its names and its key decoded already.
  private final ConcurrentHashMap<Certificate, Certificate> instances = new ConcurrentHashMap<>();

  boolean contains(Certificate certificate, SubjectPublicKey issuerKey) {
    return !entries.isEmpty() && entries.containsKey(new Signed(certificate, issuerKey));
  }

  void add(Certificate certificate, SubjectPublicKey issuerKey) {
    // Full is full: a store that has so many intermediates checks the rest each time.
    if (entries.size() < MAX_ENTRIES) {
      entries.put(new Signed(certificate, issuerKey), true);
      instances.putIfAbsent(certificate, certificate);
    }
  }

  /** An equal certificate that has been used before, or this one. */
  Certificate known(Certificate certificate) {
    return instances.isEmpty() ? certificate : instances.getOrDefault(certificate, certificate);
  }
}
