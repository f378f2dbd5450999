package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.edge.host.HostAssembly;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Native memory of hosts' TLS contexts is given back, and once. */
class TlsContextsTest {
  private final TlsContexts contexts =
      new TlsContexts(Runnable::run, keyServer -> new LocalKeys(), InstantSource.system());
  private final ServedHost host = served();

  @Test
  void whatWaitsToBeReleasedIsReleasedAtTheEnd() {
    HostTls tls = contexts.forHost(host, ImmediateEventExecutor.INSTANCE).getNow();
    Runnable release = contexts.retain(HostTable.EMPTY);
    assertServes(tls);
    contexts.close();
    assertIsReleased(tls);
    release.run(); // nothing is left to do
  }

  @Test
  void aHostThatIsGoneIsServedUntilNobodyCanAskForIt() {
    HostTls tls = contexts.forHost(host, ImmediateEventExecutor.INSTANCE).getNow();
    Runnable release = contexts.retain(HostTable.EMPTY);
    assertThat(contexts.isBuilt(host)).isFalse();
    assertServes(tls);
    release.run();
    assertIsReleased(tls);
    contexts.close(); // nothing is left to do
  }

  private void assertServes(HostTls tls) {
    ReferenceCountUtil.release(
        tls.newHandler(UnpooledByteBufAllocator.DEFAULT, handshake()).engine());
  }

  private void assertIsReleased(HostTls tls) {
    assertThatThrownBy(() -> tls.newHandler(UnpooledByteBufAllocator.DEFAULT, handshake()))
        .isInstanceOf(Exception.class);
  }

  private Handshake handshake() {
    KeyKindOffer any = new KeyKindOffer.Builder().build();
    return new Handshake(new EmbeddedChannel(), host, "a.example", any, List.of());
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
