package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.exchange.Drainable;
import dev.edgekeep.edge.exchange.ExchangeContext;
import dev.edgekeep.edge.exchange.Http1Connection;
import dev.edgekeep.edge.exchange.Http2Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.AttributeKey;

/** What speaks HTTP on a connection, and what asks all connections to come to their end. */
final class Exchanges {
  private static final AttributeKey<Drainable> DRAINABLE =
      AttributeKey.valueOf(Exchanges.class, "drainable");

  private final ExchangeContext context;

  Exchanges(ExchangeContext context) {
    this.context = context;
  }

  /**
   * Serves HTTP on a connection. Its event loop.
   *
   * @param protocol the ALPN protocol
   */
  void serve(ChannelPipeline pipeline, ClientConnection connection, String protocol) {
    Drainable served =
        protocol.equals(ApplicationProtocolNames.HTTP_2)
            ? Http2Connection.install(pipeline, connection, context)
            : Http1Connection.install(pipeline, connection, context);
    pipeline.channel().attr(DRAINABLE).set(served);
  }

  /**
   * Asks every connection that speaks HTTP by now to end; those in a handshake are not asked. Any
   * thread.
   */
  static void drain(ChannelGroup connections) {
    for (Channel channel : connections) {
      Drainable served = channel.attr(DRAINABLE).get();
      if (served != null) {
        served.gracefulClose();
      }
    }
  }

  /** Ends every connection, whatever is under way. Any thread. */
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
