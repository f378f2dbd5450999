package dev.edgekeep.edge.admin;

import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import java.util.Map;

/** The node as the admin pages see it. Any thread; never blocks. */
public interface NodeView {
  Readiness readiness();

  /** The hosts of the snapshot in force, the same object while it is in force. */
  Map<HostPattern, Host> hosts();

  /** Returns whether the host's TLS context was built, which its first connection causes. */
  boolean hasTlsContext(HostPattern host);

  /** The revocation status that the node obtains from elsewhere. */
  RevocationView revocation();
}
