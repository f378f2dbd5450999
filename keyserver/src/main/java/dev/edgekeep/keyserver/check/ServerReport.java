package dev.edgekeep.keyserver.check;

import java.util.List;

/** What was found out about one key server. */
public sealed interface ServerReport {
  /** Its address. */
  String address();

  /** What is well now and will not be for long. */
  List<String> warnings();

  /** It cannot be talked to. */
  record Unreachable(String address, Fault fault, String reason, List<String> warnings)
      implements ServerReport {}

  /** It answers. */
  record Reached(
      String address, Peer peer, Latency latency, List<KeyReport> keys, List<String> warnings)
      implements ServerReport {
    public Reached {
      keys = List.copyOf(keys);
      warnings = List.copyOf(warnings);
    }
  }
}
