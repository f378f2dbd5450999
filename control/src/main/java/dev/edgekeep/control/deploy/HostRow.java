package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.HostPattern;
import java.util.List;

/**
 * A host as it is stored.
 *
 * @param mode as configured
 * @param settings {@code tls}, {@code https}, {@code forward} and {@code maxChainDepth}, in JSON
 * @param certificateIds in order of preference
 * @param clientCaIds that it is bound to
 */
record HostRow(
    String id,
    String accountId,
    String siteId,
    String name,
    String mode,
    String settings,
    String originId,
    List<String> certificateIds,
    List<String> clientCaIds) {
  HostRow {
    certificateIds = List.copyOf(certificateIds);
    clientCaIds = List.copyOf(clientCaIds);
    HostPattern _ = new HostPattern(name);
  }
}
