package dev.edgekeep.edge.admin;

import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import java.util.Map;

/** What the admin server shows of the node. Any thread; never blocks. */
public interface NodeView {
  Readiness readiness();

  /** The hosts of the snapshot in force: the same object for as long as it is; empty before one. */
  Map<HostPattern, Host> hosts();

  /** Whether the host's TLS context is built, as it is from its first connection on. */
  boolean hasTlsContext(HostPattern host);
}
