package dev.edgekeep.keyserver.serve;

/** State that all connections of one edge share: their number, and the turns at the workers. */
final class EdgeShare {
  private final Workers.Party files = new Workers.Party();
  private final Workers.Party tokens = new Workers.Party();
  private int connections;

  /** The edge at the workers for keys of files. */
  Workers.Party files() {
    return files;
  }

  /** The edge at the workers for keys on tokens. */
  Workers.Party tokens() {
    return tokens;
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
