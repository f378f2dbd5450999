package dev.edgekeep.edge;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.OriginProtocol;
import dev.edgekeep.edge.origin.http1.Http1Protocol;
import dev.edgekeep.edge.origin.http2.Http2Protocol;
import dev.edgekeep.edge.origin.http2.NegotiatedProtocol;
import dev.edgekeep.snapshot.Origin;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** The protocol that the servers of an origin speak, by its setting. Any thread. */
public final class OriginProtocols implements Function<Origin, OriginProtocol> {
  private final OriginProtocol http1;
  private final Deadlines deadlines;
  private final IntSupplier headerBytes;

  /**
   * @param deadlines keeps the time limits of requests
   * @param headerBytes the largest head, and trailer section, of responses; any thread
   */
  public OriginProtocols(Deadlines deadlines, IntSupplier headerBytes) {
    this.http1 = new Http1Protocol(deadlines);
    this.deadlines = deadlines;
    this.headerBytes = headerBytes;
  }

  /** The protocol for one pool of connections. */
  @Override
  public OriginProtocol apply(Origin origin) {
    return switch (origin.policy().protocol()) {
      case HTTP1 -> http1;
      case HTTP2 -> http2();
      case AUTO -> new NegotiatedProtocol(http1, http2());
    };
  }

  private OriginProtocol http2() {
    return new Http2Protocol(deadlines, headerBytes);
  }
}
