package dev.edgekeep.keyserver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.audit.AuditEntry;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.testing.EdgeClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to requests. */
class AnsweringTest extends ServeHarness {
  private static final SubjectKeyId UNKNOWN = new SubjectKeyId(0, 0, 99);

  private final TestKey ecdsa = TestKey.ecdsa(1);
  private final TestKey rsa = TestKey.rsa(2);

  @Test
  void aPingIsAnsweredWithItsPayload() throws Exception {
    serve();
    for (int length : new int[] {0, 1, 1_000, 65_000}) {
      byte[] payload = new byte[length];
      Arrays.fill(payload, (byte) 7);
      Message answer = connect().ask(Message.ping(length, payload));
      assertThat(answer.code()).isEqualTo(Status.PONG.code());
      assertThat(answer.id()).isEqualTo(length);
      assertThat(answer.payload()).isEqualTo(payload);
    }
    assertThat(log.entries()).isEmpty();
  }

  @Test
  void anOperationIsAnsweredWithItsResultUnderTheIdOfItsRequest() throws Exception {
    serve(ecdsa, rsa);
    EdgeClient client = connect();
    for (int id : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
      Message answer = client.ask(ecdsa(id, ecdsa.ski()));
      assertThat(answer.id()).isEqualTo(id);
      assertThat(answer.code()).isEqualTo(Status.SUCCESS.code());
      assertThat(answer.payload()).isEqualTo(TestKey.backwards(DIGEST));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x09, 0x21, 0x22, 0x23, 0x24, 0x38, 0xee, 0xf3})
  void anOpcodeThatIsNotServedIsABadOne(int code) throws Exception {
    serve(ecdsa);
    Message answer = connect().ask(with(code, ecdsa.ski(), null));
    assertError(answer, KeylessError.BAD_OPCODE);
    assertThat(log.entries().getFirst().outcome()).isEqualTo(Outcome.BAD_OPCODE);
  }

  @Test
  void aRequestWithoutAnOpcodeIsABadOne() throws Exception {
    serve();
    EdgeClient client = connect();
    client.sendBytes(frame(5, new byte[0]));
    Message answer = client.receive();
    assertThat(answer.id()).isEqualTo(5);
    assertError(answer, KeylessError.BAD_OPCODE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xf0, 0xf2, 0xff})
  void aStatusThatComesAsARequestIsUnexpected(int code) throws Exception {
    serve(ecdsa);
    assertError(connect().ask(with(code, ecdsa.ski(), null)), KeylessError.UNEXPECTED_OPCODE);
  }

  @Test
  void aRequestThatNamesNoKeyIsAnInternalError() throws Exception {
    serve(ecdsa);
    Message answer = connect().ask(with(Opcode.ECDSA_SIGN_SHA256.code(), null, null));
    assertError(answer, KeylessError.INTERNAL);
    assertThat(log.entries().getFirst().outcome()).isEqualTo(Outcome.NO_KEY_NAMED);
  }

  @Test
  void aRequestForAnUnknownKeyIsAnsweredWithKeyNotFound() throws Exception {
    serve(ecdsa, rsa);
    EdgeClient client = connect();
    assertError(client.ask(ecdsa(1, UNKNOWN)), KeylessError.KEY_NOT_FOUND);
    ModulusDigest digest = ModulusDigest.of(BigInteger.valueOf(99));
    assertError(
        client.ask(with(Opcode.RSA_SIGN_SHA256.code(), null, digest)), KeylessError.KEY_NOT_FOUND);
  }

  @Test
  void anRsaKeyIsFoundByTheDigestOfItsModulus() throws Exception {
    serve(ecdsa, rsa);
    Message request = with(Opcode.RSA_SIGN_SHA256.code(), null, rsa.info().modulusDigest());
    assertThat(connect().ask(request).code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void theSubjectKeyIdentifierCountsBeforeTheDigest() throws Exception {
    serve(ecdsa, rsa);
    EdgeClient client = connect();
    ModulusDigest digest = rsa.info().modulusDigest();
    assertError(
        client.ask(with(Opcode.RSA_SIGN_SHA256.code(), UNKNOWN, digest)),
        KeylessError.KEY_NOT_FOUND);
    assertThat(client.ask(with(Opcode.ECDSA_SIGN_SHA256.code(), ecdsa.ski(), digest)).code())
        .isEqualTo(Status.SUCCESS.code());
  }

  @ParameterizedTest
  @CsvSource({"RSA_SIGN_SHA256, BAD_OPCODE", "ED25519_SIGN, BAD_OPCODE"})
  void anOpcodeForKeysOfAnotherKindIsABadOne(Opcode opcode, KeylessError error) throws Exception {
    serve(ecdsa);
    assertError(connect().ask(request(1, opcode, ecdsa.ski(), DIGEST)), error);
    AuditEntry entry = log.entries().getFirst();
    assertThat(entry.outcome()).isEqualTo(Outcome.WRONG_KIND);
    assertThat(entry.detail()).isEqualTo("this is no such key");
  }

  @Test
  void aPayloadOfAWrongLengthIsACryptographyFailure() throws Exception {
    serve(ecdsa);
    Message request = request(1, Opcode.ECDSA_SIGN_SHA256, ecdsa.ski(), new byte[31]);
    assertError(connect().ask(request), KeylessError.CRYPTOGRAPHY);
  }

  @Test
  void theOpcodeIsLookedAtBeforeTheKey() throws Exception {
    serve();
    assertError(connect().ask(with(0x21, UNKNOWN, null)), KeylessError.BAD_OPCODE);
    assertError(
        connect().ask(with(Status.SUCCESS.code(), UNKNOWN, null)), KeylessError.UNEXPECTED_OPCODE);
  }

  @Test
  void theVersionIsNotLookedAtAndPaddingIsNotNeeded() throws Exception {
    serve(ecdsa);
    ByteBuffer body = ByteBuffer.allocate(4 + 23 + 35 + 4);
    body.put((byte) 0x11).putShort((short) 1).put((byte) 0x15);
    body.put((byte) 0x04).putShort((short) 20).put(ecdsa.ski().bytes());
    body.put((byte) 0x12).putShort((short) 32).put(DIGEST);
    body.put((byte) 0x99).putShort((short) 1).put((byte) 0); // an unknown tag
    byte[] frame = frame(3, body.array());
    frame[0] = 9;
    frame[1] = 9;
    EdgeClient client = connect();
    client.sendBytes(frame);
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void requestsMayComeInAnyPieces() throws Exception {
    serve(ecdsa);
    EdgeClient client = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id = 0; id < 20; id++) {
      all.writeBytes(ecdsa(id, ecdsa.ski()).encoded());
    }
    byte[] bytes = all.toByteArray();
    for (int at = 0, piece = 1; at < bytes.length; at += piece, piece = piece * 3 % 1_021) {
      client.sendBytes(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
    assertThat(idsOfSuccesses(client, 20)).hasSize(20);
  }

  @Test
  void manyRequestsMayBeUnderWayAtOnce() throws Exception {
    serve(ecdsa);
    EdgeClient client = connect();
    Message[] requests = new Message[2_000];
    for (int id = 0; id < requests.length; id++) {
      requests[id] = ecdsa(id, ecdsa.ski());
    }
    Thread sender = Thread.ofVirtual().start(() -> sendQuietly(client, requests));
    assertThat(idsOfSuccesses(client, requests.length)).hasSize(requests.length);
    sender.join();
  }

  @Test
  void anAnswerDoesNotWaitForThoseBeforeIt() throws Exception {
    TestKey slow = TestKey.ecdsa(3).closed();
    serve(ecdsa, slow);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()), ecdsa(2, ecdsa.ski()), Message.ping(3, DIGEST));
    Message quick = client.receive();
    Message next = client.receive();
    assertThat(List.of(quick.id(), next.id())).containsExactlyInAnyOrder(2, 3);
    slow.open();
    assertThat(client.receive().id()).isEqualTo(1);
  }

  @Test
  void everyOperationIsWrittenDown() throws Exception {
    serve(ecdsa);
    Message request =
        new Message(
            1,
            Opcode.ECDSA_SIGN_SHA256.code(),
            DIGEST,
            ecdsa.ski(),
            null,
            "www.example.com",
            InetAddress.getByName("192.0.2.7"),
            null);
    connect().ask(request);
    AuditEntry entry = log.entries().getFirst();
    assertThat(entry.edge()).isEqualTo("CN=edge-1");
    assertThat(entry.peer()).startsWith("127.0.0.1:");
    assertThat(entry.key()).isEqualTo(ecdsa.ski());
    assertThat(entry.algorithm()).isEqualTo("P-256");
    assertThat(entry.operation()).isEqualTo("ecdsa-sign-sha256");
    assertThat(entry.outcome()).isEqualTo(Outcome.DONE);
    assertThat(entry.request().serverName()).isEqualTo("www.example.com");
  }

  private static void sendQuietly(EdgeClient client, Message... requests) {
    try {
      client.send(requests);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Set<Integer> idsOfSuccesses(EdgeClient client, int count) throws IOException {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Message answer = client.receive();
      assertThat(answer.code()).isEqualTo(Status.SUCCESS.code());
      ids.add(answer.id());
    }
    return ids;
  }

  private static Message with(
      int code, @Nullable SubjectKeyId ski, @Nullable ModulusDigest digest) {
    return new Message(1, code, DIGEST, ski, digest, null, null, null);
  }

  static byte[] frame(int id, byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(Message.HEADER_BYTES + body.length);
    frame.put((byte) 1).put((byte) 0).putShort((short) body.length).putInt(id).put(body);
    return frame.array();
  }

  static void assertError(Message answer, KeylessError error) {
    assertThat(answer.code()).isEqualTo(Status.ERROR.code());
    assertThat(answer.payload()).containsExactly(error.code());
  }
}
