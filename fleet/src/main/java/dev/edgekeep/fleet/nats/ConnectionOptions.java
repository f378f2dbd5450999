package dev.edgekeep.fleet.nats;

import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The options of the client library for one connection after the other. Any thread. */
final class ConnectionOptions {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PING = Duration.ofSeconds(5);
  private static final int MAX_PINGS_OUT = 2;
  private static final int MAX_OUTGOING = 4096;

  private final FeedOptions options;
  private final @Nullable FeedTlsContext tls;
  private final Events events;
  private volatile FeedLogin login;

  /** Receives the events of connections. Called by threads of the library. */
  interface Events {
    void lost(@Nullable Connection connection, String reason);

    void discarded(Consumer consumer);
  }

  ConnectionOptions(FeedOptions options, InstantSource clock, Events events)
      throws GeneralSecurityException {
    this.options = options;
    this.tls = options.tls() == null ? null : new FeedTlsContext(options.tls(), clock);
    this.events = events;
    this.login = options.login();
  }

  void renew(@Nullable FeedTls newTls, FeedLogin newLogin) throws GeneralSecurityException {
    if (tls != null && newTls != null) {
      tls.replace(newTls);
    }
    login = newLogin;
  }

  /**
   * The options of the next connection. The library does not reconnect: it would give up after two
   * refusals, and would not tell which messages were missed.
   */
  Options build() {
    Listener listener = new Listener();
    Options.Builder builder =
        Options.builder()
            .servers(options.servers().toArray(String[]::new))
            .connectionName(options.name())
            .inboxPrefix(options.inboxPrefix())
            .connectionTimeout(CONNECT)
            .pingInterval(PING)
            .maxPingsOut(MAX_PINGS_OUT)
            .noReconnect()
            // Otherwise the certificate would be verified for the address, and not for the name.
            .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
            .reportNoResponders()
            .useTimeoutException()
            .ignoreDiscoveredServers()
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(MAX_OUTGOING)
            .authHandler(new Login(login))
            .connectionListener(listener)
            .errorListener(listener);
    if (tls != null) {
      builder.sslContext(tls.context());
    }
    return builder.build();
  }

  /** The reason why a connection could not be made. */
  String reason(Exception failure) {
    String refusal = tls == null ? null : tls.refusal();
    return refusal == null ? String.valueOf(failure.getMessage()) : refusal;
  }

  /** Signs what a server chose. */
  private record Login(FeedLogin login) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
      return login.identity().signNonce(nonce);
    }

    @Override
    public char @Nullable [] getID() {
      return login.jwt() == null ? login.identity().publicKey().toCharArray() : null;
    }

    @Override
    public char @Nullable [] getJWT() {
      return login.jwt() == null ? null : login.jwt().toCharArray();
    }

    @Override
    public String toString() {
      return login.toString();
    }
  }

  private final class Listener implements ConnectionListener, ErrorListener {
    private volatile String lastError = "the connection was closed";

    // The interface has no other method that must be implemented.
    @SuppressWarnings("deprecation")
    @Override
    public void connectionEvent(Connection connection, ConnectionListener.Events event) {
      if (event == ConnectionListener.Events.CLOSED
          || event == ConnectionListener.Events.DISCONNECTED) {
        events.lost(connection, lastError);
      }
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
      lastError = error;
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
      lastError = String.valueOf(exception.getMessage());
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
      events.discarded(consumer);
    }
  }
}
