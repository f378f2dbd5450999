package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that are none: the connection ends, and nobody else is harmed. */
class BadAnswersTest {
  private final KeyServersHarness edge = new KeyServersHarness();
  private final ScriptedKeyServer server = edge.server();
  private final ScriptedKeyServer good = edge.server();

  @AfterEach
  void stop() {
    edge.close();
  }

  private KeyServer alone() {
    return edge.connected(KeyServersHarness.config(server), server);
  }

  private KeyServer withAnother() {
    return edge.connected(KeyServersHarness.config(server, good), server, good);
  }

  private void expectFailover(KeyServer vault) {
    edge.expectResults(vault, server);
  }

  @Test
  void garbageEndsTheConnectionAndAnotherAddressIsAsked() {
    KeyServer vault = withAnother();
    byte[] garbage = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    server.does((request, line) -> line.sendBytes(garbage));
    expectFailover(vault);
    assertThat(edge.metrics.failovers).containsOnly("lost");
  }

  @Test
  void garbageFromTheOnlyKeyServerIsToldAsSuch() {
    KeyServer vault = alone();
    server.does((request, line) -> line.sendBytes(new byte[] {'H', 'T', 'T', 'P'}));
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(failure.detail()).contains("it sent a malformed frame: a frame of version 72");
  }

  @Test
  void aFrameWhoseItemsAreNoneEndsTheConnection() {
    KeyServer vault = alone();
    byte[] longItem = {1, 0, 0, 4, 0, 0, 0, 1, 0x11, 0x7f, 0x7f, 1};
    server.does((request, line) -> line.sendBytes(longItem));
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(failure.detail())
        .contains("it sent a malformed frame")
        .contains("longer than the body");
  }

  @Test
  void halfAFrameAndTheEndIsALostConnection() {
    KeyServer vault = withAnother();
    server.does((request, line) -> {
      byte[] whole = Message.success(request.id(), request.payload()).encoded();
      line.sendBytes(Arrays.copyOf(whole, whole.length / 2));
      line.close();
    });
    expectFailover(vault);
    assertThat(edge.metrics.failovers).containsOnly("lost");
  }

  @Test
  void anAnswerInManyPiecesIsRead() {
    KeyServer vault = alone();
    server.does((request, line) -> {
      byte[] whole =
          Message.success(request.id(), ScriptedKeyServer.reversed(request.payload())).encoded();
      for (int i = 0; i < whole.length; i += 100) {
        line.sendBytes(Arrays.copyOfRange(whole, i, Math.min(i + 100, whole.length)));
      }
    });
    assertThat(edge.value(vault, (byte) 1, (byte) 2)).containsExactly(2, 1);
  }

  @Test
  void severalAnswersInOnePieceAreRead() {
    KeyServer vault = alone();
    server.does((request, line) -> {
      byte[] stranger = Message.success(request.id() + 1000, new byte[] {9}).encoded();
      byte[] answer = Message.success(request.id(), new byte[] {7}).encoded();
      byte[] both = Arrays.copyOf(stranger, stranger.length + answer.length);
      System.arraycopy(answer, 0, both, stranger.length, answer.length);
      line.sendBytes(both);
    });
    assertThat(edge.value(vault, (byte) 1)).containsExactly(7);
  }

  @Test
  void anAnswerWithoutPaddingAndOneOfTheGreatestLengthAreRead() {
    KeyServer vault = alone();
    server.does((request, line) -> {
      int id = request.id();
      byte[] bare = {1, 0, 0, 8, 0, 0, 0, 0, 0x11, 0, 1, (byte) 0xf0, 0x12, 0, 1, 5};
      bare[7] = (byte) id;
      bare[6] = (byte) (id >> 8);
      line.sendBytes(bare);
    });
    assertThat(edge.value(vault, (byte) 1)).containsExactly(5);
    byte[] great = new byte[Message.MAX_BODY_BYTES - 7];
    server.does((request, line) -> line.send(Message.success(request.id(), great)));
    assertThat(edge.value(vault, (byte) 1)).hasSize(great.length);
  }

  @Test
  void anAnswerToAnIdThatNobodyAskedUnderIsIgnored() {
    KeyServer vault = alone();
    int connections = server.connections();
    server.does((request, line) -> {
      line.send(Message.success(request.id() + 77, new byte[] {66}));
      ScriptedKeyServer.ANSWER.request(request, line);
    });
    for (int i = 0; i < 5; i++) {
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void anAnswerAfterTheTimeLimitIsIgnored() throws Exception {
    KeyServer vault =
        edge.connected(KeyServersHarness.config(Duration.ofSeconds(1), server), server);
    int connections = server.connections();
    CompletableFuture<Message> late = new CompletableFuture<>();
    CompletableFuture<ScriptedKeyServer.Line> where = new CompletableFuture<>();
    server.does((request, line) -> {
      late.complete(request);
      where.complete(line);
    });
    assertThat(edge.failure(vault, (byte) 1).kind()).isEqualTo(Kind.TIMEOUT);
    ScriptedKeyServer.ANSWER.request(KeyServersHarness.await(late), KeyServersHarness.await(where));
    server.does(ScriptedKeyServer.ANSWER);
    Eventually.await(
        "a result in time",
        () ->
            Arrays.equals(
                KeyServersHarness.await(edge.begin(vault, (byte) 2)).value(), new byte[] {2}));
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void anAnswerThatIsNeitherSuccessNorErrorIsNone() {
    KeyServer vault = withAnother();
    server.does((request, line) -> line.send(Message.pong(request.id(), request.payload())));
    expectFailover(vault);
    KeyServer only = alone();
    KeyServerFailure failure = edge.failure(only, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(failure.detail()).contains("status 0xf2");
  }
}
