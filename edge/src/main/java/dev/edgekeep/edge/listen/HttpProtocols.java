package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.exchange.ClientSession;
import dev.edgekeep.edge.exchange.ClientSessions;
import dev.edgekeep.edge.exchange.Drainable;
import dev.edgekeep.edge.http1.Http1Connection;
import dev.edgekeep.edge.http2.Http2Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.AttributeKey;

/** Serves HTTP on connections, by their ALPN protocol, and ends those that speak it. */
final class HttpProtocols {
  private static final AttributeKey<Drainable> DRAINABLE =
      AttributeKey.valueOf(HttpProtocols.class, "drainable");

  private final ClientSessions sessions;

  HttpProtocols(ClientSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Serves HTTP on a connection. Its event loop.
   *
   * @param protocol the ALPN protocol
   */
  void serve(ChannelPipeline pipeline, ClientConnection connection, String protocol) {
    ClientSession session = sessions.open(connection, pipeline.channel().eventLoop());
    Drainable served =
        protocol.equals(ApplicationProtocolNames.HTTP_2)
            ? Http2Connection.install(pipeline, session)
            : Http1Connection.install(pipeline, session);
    pipeline.channel().attr(DRAINABLE).set(served);
  }

  /** Ends every connection that speaks HTTP gracefully, but none in a handshake. Any thread. */
  static void drain(ChannelGroup connections) {
    for (Channel channel : connections) {
      Drainable served = channel.attr(DRAINABLE).get();
      if (served != null) {
        served.gracefulClose();
      }
    }
  }

  /** Closes every connection, whatever is in progress. Any thread. */
  static void closeNow(ChannelGroup connections) {
    for (Channel channel : connections) {
      Drainable served = channel.attr(DRAINABLE).get();
      if (served != null) {
        served.closeNow();
      } else {
        channel.close();
      }
    }
  }
}
