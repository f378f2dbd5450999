package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.host.HostAssembly;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.tls.ClientHello;
import dev.edgekeep.tls.Handshake;
import dev.edgekeep.tls.KeyOffer;
import dev.edgekeep.tls.PeerVerdict;
import dev.edgekeep.tls.Refusal;
import dev.edgekeep.tls.ServerConnection;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.TlsEngine;
import dev.edgekeep.tls.TlsSession;
import dev.edgekeep.tls.boringssl.BoringSsl;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Native memory of hosts' TLS contexts is given back, and once. */
class TlsContextsTest {
  private final BoringSsl protocol = new BoringSsl();
  private final TlsContexts contexts =
      new TlsContexts(
          List.of(protocol),
          Runnable::run,
          keyServer -> new LocalKeys(),
          certificate -> null,
          InstantSource.system());
  private final ServedHost host = served();

  @Test
  void whatWaitsToBeReleasedIsReleasedAtTheEnd() {
    ServerContext tls = contexts.forHost(protocol, host, ImmediateEventExecutor.INSTANCE).getNow();
    Runnable release = contexts.retain(HostTable.EMPTY);
    assertServes(tls);
    contexts.close();
    assertIsReleased(tls);
    release.run(); // nothing is left to do
  }

  @Test
  void aHostThatIsGoneIsServedUntilNobodyCanAskForIt() {
    ServerContext tls = contexts.forHost(protocol, host, ImmediateEventExecutor.INSTANCE).getNow();
    Runnable release = contexts.retain(HostTable.EMPTY);
    assertThat(contexts.isBuilt(host)).isFalse();
    assertServes(tls);
    release.run();
    assertIsReleased(tls);
    contexts.close(); // nothing is left to do
  }

  private static void assertServes(ServerContext tls) {
    TlsEngine engine = Objects.requireNonNull(tls.newEngine(handshake(tls)));
    ReferenceCountUtil.release(((SslHandler) engine.handler()).engine());
  }

  private static void assertIsReleased(ServerContext tls) {
    assertThat(tls.newEngine(handshake(tls))).isNull();
  }

  private static Handshake handshake(ServerContext tls) {
    ClientHello hello = new ClientHello("a.example", List.of(), KeyOffer.NONE, List.of(), null);
    return new Handshake(new EmbeddedChannel(), new NobodysConnection(), hello, tls.profile());
  }

  /** A connection of which nothing is asked here. */
  private static final class NobodysConnection implements ServerConnection {
    @Override
    public Future<ServerContext> choose(
        ServerProtocol protocol, ClientHello hello, ChannelHandlerContext ctx) {
      throw new AssertionError("the context is chosen already");
    }

    @Override
    public String serverName() {
      return "a.example";
    }

    @Override
    public PeerVerdict verify(List<byte[]> chain) {
      return PeerVerdict.ABSENT;
    }

    @Override
    public void established(ChannelHandlerContext ctx, TlsSession session, PeerVerdict peer) {
      throw new AssertionError("no handshake is done here");
    }

    @Override
    public void refused(Refusal refusal) {
      throw new AssertionError(refusal.detail());
    }
  }

  private static ServedHost served() {
    Host wanted =
        host(
            "a.example",
            auth(Mode.OFF),
            TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("a.example")));
    HostTable table =
        new HostAssembly()
            .assemble(
                Snapshot.builder()
                    .origins(Map.of(wanted.origin().name(), wanted.origin()))
                    .hosts(Map.of(wanted.name(), wanted))
                    .build());
    return Objects.requireNonNull(table.find("a.example"));
  }
}
