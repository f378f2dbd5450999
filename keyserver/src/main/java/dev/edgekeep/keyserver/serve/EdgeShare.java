package dev.edgekeep.keyserver.serve;

/** What all connections of one edge share: how many they are, and its turns at the workers. */
final class EdgeShare {
  private final Workers.Party files = new Workers.Party();
  private final Workers.Party tokens = new Workers.Party();
  private int connections;

  /** At the workers for keys of files. */
  Workers.Party files() {
    return files;
  }

  /** At the workers for keys on tokens. */
  Workers.Party tokens() {
    return tokens;
  }

  /** Counts another connection. */
  EdgeShare more() {
    connections++;
    return this;
  }

  /** Counts a connection less; whether there are others. */
  boolean less() {
    connections--;
    return connections > 0;
  }

  int connections() {
    return connections;
  }
}
