package dev.edgekeep.keyserver.serve;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** State that all connections of one edge share: their number, and the turns at the workers. */
final class EdgeShare {
  private final Workers.Party files = new Workers.Party();
  private final ConcurrentMap<String, Workers.Party> tokens = new ConcurrentHashMap<>();
  private int connections;

  /** The edge at the workers for keys of files. */
  Workers.Party files() {
    return files;
  }

  /** The edge at the workers for keys on a token. */
  Workers.Party token(String label) {
    return tokens.computeIfAbsent(label, first -> new Workers.Party());
  }

  /** Counts another connection. */
  EdgeShare more() {
    connections++;
    return this;
  }

  /** Counts one connection less; true when others remain. */
  boolean less() {
    connections--;
    return connections > 0;
  }

  int connections() {
    return connections;
  }
}
