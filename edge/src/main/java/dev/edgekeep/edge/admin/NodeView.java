package dev.edgekeep.edge.admin;

import dev.edgekeep.edge.metrics.FeedState;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Origin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node as the admin pages see it. Any thread; never blocks. */
public interface NodeView {
  Readiness readiness();

  /** The relation to the feed of snapshots; null: they do not come from one. */
  @Nullable FeedState feed();

  /** The hosts of the snapshot in force, the same object while it is in force. */
  Map<HostPattern, Host> hosts();

  /** The health of the servers of an origin, in the order of its configuration. */
  List<ServerStatus> servers(Origin origin);

  /** Returns whether the host's TLS context was built, which its first connection causes. */
  boolean hasTlsContext(HostPattern host);

  /** The revocation status that the node obtains from elsewhere. */
  RevocationView revocation();
}
