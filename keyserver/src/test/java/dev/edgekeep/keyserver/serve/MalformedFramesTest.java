package dev.edgekeep.keyserver.serve;

import static dev.edgekeep.keyserver.serve.AnsweringTest.assertError;
import static dev.edgekeep.keyserver.serve.AnsweringTest.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.testing.EdgeClient;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A frame whose items cannot be read is answered with error 7, and is the connection's last. */
class MalformedFramesTest extends ServeHarness {
  @ParameterizedTest
  @CsvSource({
    "an opcode twice, 110001f1 110001f1",
    "an opcode of no byte, 110000",
    "an opcode of two bytes, 1100020015",
    "a length beyond the body, 120010 00",
    "an address of five bytes, 030005 0102030405",
    "a server address of three bytes, 050003 010203"
  })
  void itIsAnsweredWithAFormatErrorAndTheConnectionEnds(String what, String body) throws Exception {
    serve();
    EdgeClient client = connect();
    client.sendBytes(frame(77, HexFormat.of().parseHex(body.replace(" ", ""))));
    Message answer = client.receive();
    assertThat(answer.id()).as(what).isEqualTo(77);
    assertError(answer, KeylessError.FORMAT);
    assertThat(client.isAtEnd()).isTrue();
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_ENDED);
    assertThat(event.reason()).isEqualTo("malformed");
    assertThat(event.edge()).isEqualTo("CN=edge-1");
  }

  @Test
  void whatCameBeforeIsAnsweredBeforeAndWhatComesAfterIsNot() throws Exception {
    TestKey slow = TestKey.ecdsa(1).closed();
    serve(slow);
    EdgeClient client = connect();
    byte[] before = ecdsa(1, slow.ski()).encoded();
    byte[] malformed = frame(2, HexFormat.of().parseHex("1100020015"));
    byte[] after = Message.ping(3, new byte[0]).encoded();
    byte[] all = Arrays.copyOf(before, before.length + malformed.length + after.length);
    System.arraycopy(malformed, 0, all, before.length, malformed.length);
    System.arraycopy(after, 0, all, before.length + malformed.length, after.length);
    client.sendBytes(all);
    log.next(ServerEvent.Kind.CONNECTION_ENDED);
    slow.open();
    Message first = client.receive();
    assertThat(first.id()).isEqualTo(1);
    assertThat(first.code()).isEqualTo(Status.SUCCESS.code());
    Message second = client.receive();
    assertThat(second.id()).isEqualTo(2);
    assertError(second, KeylessError.FORMAT);
    assertThat(client.isAtEnd()).isTrue();
  }

  /** Closing over bytes that nobody has read would reset the connection, and lose the answer. */
  @Test
  void theAnswerArrivesThoughTheEdgeGoesOnSending() throws Exception {
    serve();
    EdgeClient client = connect();
    byte[] malformed = frame(2, HexFormat.of().parseHex("1100020015"));
    byte[] all = Arrays.copyOf(malformed, 200_000);
    client.sendBytes(all);
    assertError(client.receive(), KeylessError.FORMAT);
    assertThat(client.isAtEnd()).isTrue();
  }
}
