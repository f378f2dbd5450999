package dev.edgekeep.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;

/**
 * TLS towards servers, shared by all connections that it is for. Its native memory is freed when it
 * is garbage. Any thread.
 */
@FunctionalInterface
public interface ClientContext {
  /**
   * A handler for one connection. To be called on its event loop, by somebody who adds the handler
   * to the pipeline at once. Where a private key that is elsewhere fails the handshake, {@link
   * ClientHandshake#keyFailure} knows why.
   *
   * @param serverName SNI
   */
  SslHandler newHandler(Channel channel, String serverName, int port);
}
