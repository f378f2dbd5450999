package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginProtocol;
import dev.edgekeep.edge.origin.OriginServer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;

/**
 * The protocol that the server has chosen by ALPN; HTTP/1.1 where it has chosen none, and in
 * plaintext. One for each pool: it expects that the next connection is like the latest.
 */
public final class NegotiatedProtocol implements OriginProtocol {
  private final OriginProtocol http1;
  private final OriginProtocol http2;
  private OriginProtocol latest;

  public NegotiatedProtocol(OriginProtocol http1, OriginProtocol http2) {
    this.http1 = http1;
    this.http2 = http2;
    this.latest = http1;
  }

  @Override
  public OriginConnection connection(Channel channel, OriginServer server, ConnectionOwner owner) {
    latest = isHttp2(channel) ? http2 : http1;
    return latest.connection(channel, server, owner);
  }

  private static boolean isHttp2(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
  }

  @Override
  public int streamsPerConnection() {
    return latest.streamsPerConnection();
  }

  @Override
  public boolean carriesUpgrades() {
    return latest.carriesUpgrades();
  }
}
