package dev.edgekeep.control.host;

import java.time.Instant;
import java.util.List;

/**
 * A host as it is stored.
 *
 * @param mode client authentication: {@code off}, {@code request} or {@code require}
 * @param settings {@code tls}, {@code https}, {@code forward} and {@code maxChainDepth}, in JSON
 * @param certificates their ids, in order of preference
 * @param cas the names of the client CAs that it is bound to
 */
record HostRecord(
    String id,
    String siteId,
    String name,
    String mode,
    String settings,
    String origin,
    List<String> certificates,
    List<String> cas,
    Instant createdAt,
    long revision) {
  HostRecord {
    certificates = List.copyOf(certificates);
    cas = List.copyOf(cas);
  }
}
