package dev.edgekeep.edge.host;

import dev.edgekeep.snapshot.Host;

/** A host as this node serves it. Immutable but for what is built on first use. */
public final class ServedHost {
  private final Host config;

  public ServedHost(Host config) {
    this.config = config;
  }

  public Host config() {
    return config;
  }
}
