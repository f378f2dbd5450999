package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.EventLoop;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The content of requests, and the matching of answers to them. */
class KeyOperationsTest {
  private final KeyServersHarness edge = new KeyServersHarness(2, KeyServersHarness.TIMEOUTS);

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void aRequestSaysWhatForWhichKeyAndForWhom() throws Exception {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = KeyServersHarness.config(server);
    SubjectKeyId key = SubjectKeyId.parse("000102030405060708090a0b0c0d0e0f10111213");
    ModulusDigest digest = ModulusDigest.of(BigInteger.valueOf(0xabcdef));
    KeyRequest request =
        new KeyRequest(
            Opcode.RSA_PSS_SIGN_SHA256,
            new byte[] {1, 2, 3},
            key,
            digest,
            "www.example.com",
            InetAddress.ofLiteral("2001:db8::1"),
            InetAddress.ofLiteral("192.0.2.2"),
            result -> null);
    Outcome outcome = KeyServersHarness.await(edge.begin(edge.loop(), vault, request));
    assertThat(outcome.value()).containsExactly(3, 2, 1);
    Message asked = server.nextRequest();
    assertThat(asked.code()).isEqualTo(0x35);
    assertThat(asked.payload()).containsExactly(1, 2, 3);
    assertThat(asked.key()).isEqualTo(key);
    assertThat(asked.modulusDigest()).isEqualTo(digest);
    assertThat(asked.serverName()).isEqualTo("www.example.com");
    assertThat(asked.clientAddress()).isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
    assertThat(asked.serverAddress()).isEqualTo(InetAddress.ofLiteral("192.0.2.2"));
    assertThat(asked.frameBytes()).isEqualTo(Message.PADDED_BYTES);
  }

  @Test
  void whatIsNotKnownOrDoesNotApplyIsLeftOut() throws Exception {
    ScriptedKeyServer server = edge.server();
    KeyRequest request =
        new KeyRequest(
            Opcode.ED25519_SIGN,
            new byte[] {1},
            KeyServersHarness.KEY,
            null,
            "a.b",
            null,
            null,
            result -> null);
    KeyServersHarness.await(edge.begin(edge.loop(), KeyServersHarness.config(server), request));
    Message asked = server.nextRequest();
    assertThat(asked.modulusDigest()).isNull();
    assertThat(asked.clientAddress()).isNull();
    assertThat(asked.serverAddress()).isNull();
  }

  @Test
  void manyAreUnderWayOnOneConnectionAndAnswersComeInAnyOrder() throws Exception {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    int connections = server.connections();
    List<ScriptedKeyServer.Line> lines = new ArrayList<>();
    List<Message> requests = new ArrayList<>();
    server.does((request, line) -> {
      synchronized (requests) {
        requests.add(request);
        lines.add(line);
      }
    });
    List<CompletableFuture<Outcome>> outcomes =
        IntStream.range(0, 50).mapToObj(i -> edge.begin(vault, (byte) i, (byte) 100)).toList();
    Eventually.await(
        "all asked",
        () -> {
          synchronized (requests) {
            return requests.size() == 50;
          }
        });
    for (int i = 49; i >= 0; i--) {
      ScriptedKeyServer.ANSWER.request(requests.get(i), lines.get(i));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(KeyServersHarness.await(outcomes.get(i)).value()).containsExactly(100, i);
    }
    assertThat(server.connections()).isEqualTo(connections);
    assertThat(requests).extracting(Message::id).doesNotHaveDuplicates();
  }

  @Test
  void eachEventLoopHasAConnectionOfItsOwnAndIsToldOnItself() {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    assertThat(server.connections()).isEqualTo(2);
    edge.loops.forEach(loop -> {
      var outcome =
          edge.begin((EventLoop) loop, vault, KeyServersHarness.request((byte) 7, (byte) 8));
      assertThat(KeyServersHarness.await(outcome).value()).containsExactly(8, 7);
    });
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void theFirstOperationFindsAConnectionThatWasMadeBefore() {
    ScriptedKeyServer server = edge.server();
    edge.connected(KeyServersHarness.config(server), server);
    assertThat(server.asked()).isZero();
    assertThat(edge.metrics.connects).containsOnly(server.address() + " connected");
  }

  @Test
  void anOperationThatComesBeforeAnyConnectionWaitsForOne() {
    ScriptedKeyServer server = edge.server();
    assertThat(edge.value(KeyServersHarness.config(server), (byte) 1)).containsExactly(1);
  }

  @Test
  void anOperationWithoutAnEventLoopsHelpIsTakenFromAnyThread() {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = KeyServersHarness.config(server);
    CompletableFuture<Outcome> here = edge.begin(vault, (byte) 1);
    CompletableFuture<CompletableFuture<Outcome>> onLoop = new CompletableFuture<>();
    edge.loop().execute(() -> onLoop.complete(edge.begin(vault, (byte) 2)));
    assertThat(KeyServersHarness.await(here).value()).containsExactly(1);
    assertThat(KeyServersHarness.await(KeyServersHarness.await(onLoop)).value()).containsExactly(2);
  }

  @Test
  void aResultThatIsNotTakenHarmsNobodyElse() {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    int connections = server.connections();
    edge.keyServers
        .get(vault)
        .perform(
            edge.loop(),
            KeyServersHarness.request((byte) 1),
            new KeyOperations.Callback() {
              @Override
              public void done(byte[] value) {
                throw new IllegalStateException("not taken, as this test wants it");
              }

              @Override
              public void failed(KeyServerFailure failure) {
                throw new AssertionError(failure);
              }
            });
    assertThat(edge.value(vault, (byte) 2)).containsExactly(2);
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void operationsAreCounted() {
    ScriptedKeyServer server = edge.server();
    KeyServer vault = KeyServersHarness.config(server);
    edge.value(vault, (byte) 1);
    edge.value(vault, (byte) 2);
    assertThat(edge.metrics.outcomes).containsExactly("done", "done");
    assertThat(edge.metrics.inFlight).hasValue(0);
    assertThat(edge.metrics.failovers).isEmpty();
  }
}
