package dev.edgekeep.edge.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.edge.dial.Destination;
import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to servers that are found by their names. */
class DialByNameTest {
  private final Transport transport = Transport.start("dial-test", 1);
  private final FakeDnsServer dns = new FakeDnsServer();
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private final NameResolver names =
      new NameResolver(
          transport.loops(),
          new SystemLookup(() -> FakeDnsServer.hostsFile(""), dns::provider, Eventually.LIMIT),
          warning -> {});

  DialByNameTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    dns.close();
    server.close();
    transport.stop();
  }

  /** The address that was connected to, or why none was. */
  private String dial(String host) throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    EventLoop loop = transport.loops().next();
    Destination destination =
        new Destination(
            host, server.getLocalPort(), null, Eventually.LIMIT, ForbiddenAddresses.NONE);
    loop.execute(() ->
        new Dialer(destination, names, loop)
            .dial(
                new DialListener() {
                  @Override
                  public void connected(Channel channel) {
                    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
                    outcome.complete(peer.getAddress().getHostAddress());
                    channel.close();
                  }

                  @Override
                  public void dialFailed(String reason) {
                    outcome.complete(reason);
                  }
                }));
    return outcome.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void theNextAddressIsTriedWhenOneRefuses() throws Exception {
    dns.say("app.test.", 60, "127.0.0.2", "127.0.0.1");
    assertThat(dial("app.test")).isEqualTo("127.0.0.1");
  }

  @Test
  void aNameIsLookedUpOnceForManyConnections() throws Exception {
    dns.say("app.test.", 60, "127.0.0.1");
    assertThat(dial("app.test")).isEqualTo("127.0.0.1");
    int queries = dns.udpQueries.get();
    assertThat(dial("APP.test")).isEqualTo("127.0.0.1");
    assertThat(dns.udpQueries).hasValue(queries);
  }

  @Test
  void anAddressNeedsNoServer() throws Exception {
    dns.beSilent();
    assertThat(dial("127.0.0.1")).isEqualTo("127.0.0.1");
    assertThat(dns.udpQueries).hasValue(0);
  }

  @Test
  void anUnknownNameIsTheReason() throws Exception {
    assertThat(dial("nowhere.test")).isEqualTo("the name nowhere.test is unknown");
  }
}
