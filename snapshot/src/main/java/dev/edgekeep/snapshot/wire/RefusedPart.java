package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import java.util.List;

/**
 * A part of a version that a node could not put in force, while the rest of it is.
 *
 * @param path kind and key of the part, as in {@code host www.example.com}
 * @param reason the field and the problem
 * @param hosts those out of service because of it, in the order of their names; may be none
 */
public record RefusedPart(String path, String reason, List<HostPattern> hosts) {
  private static final int NAMED = 3;

  public RefusedPart {
    hosts = List.copyOf(hosts);
  }

  /** The reason, and a few of the hosts that are out of service. */
  public String sentence() {
    if (hosts.isEmpty()) {
      return reason;
    }
    StringBuilder names = new StringBuilder();
    hosts.stream()
        .limit(NAMED)
        .forEach(host -> names.append(names.isEmpty() ? "" : ", ").append(host));
    int more = hosts.size() - NAMED;
    return "%s; out of service: %s%s"
        .formatted(reason, names, more > 0 ? " and %d more".formatted(more) : "");
  }
}
