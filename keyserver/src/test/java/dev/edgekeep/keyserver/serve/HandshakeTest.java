package dev.edgekeep.keyserver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that succeed, and those that are refused. */
class HandshakeTest extends ServeHarness {
  /** A frame that makes the server end the connection: its item is longer than its body. */
  private static final String MALFORMED =
      "\u0001\u0000\u0000\u0003\u0000\u0000\u0000\u0000\u0012\u007f\u007f";

  @TempDir private Path folder;

  static Stream<Arguments> versionsAndKeys() {
    return Stream.of("TLSv1.2", "TLSv1.3")
        .flatMap(version ->
            Stream.of(KeyType.RSA_2048, KeyType.P_256, KeyType.P_384)
                .map(type -> Arguments.of(version, type)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndKeys")
  void bothSidesMayHaveKeysOfEachKind(String version, KeyType type) throws Exception {
    Credential identity = serverCa.issue(TestCa.Leaf.server("localhost").of(type));
    serve(identity, Limits.DEFAULT, AccessList.EVERYBODY);
    Credential client = edgeCa.issue(TestCa.Leaf.client("edge").of(type));
    try (EdgeClient connected = dialer().as(client).with(version).connect()) {
      assertThat(connected.ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    }
  }

  @Test
  void theServersKeyMayBeEd25519() throws Exception {
    Credential identity = serverCa.issue(TestCa.Leaf.server("localhost").of(KeyType.ED25519));
    serve(identity, Limits.DEFAULT, AccessList.EVERYBODY);
    assertThat(connect().ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
  }

  @Test
  void anEdgeMaySendItsIntermediates() throws Exception {
    serve();
    Credential client = edgeCa.intermediate("Issuing CA").issue(TestCa.Leaf.client("edge"));
    assertThat(connect(client).ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoHasNoCertificateIsRefused(String version) throws Exception {
    serve();
    EdgeClient.Dialer nobody = dialer().as(null).with(version);
    assertThatThrownBy(() -> pingThrough(nobody)).isInstanceOf(IOException.class);
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_REFUSED);
    assertThat(event.reason()).isEqualTo("absent");
    assertThat(event.peer()).startsWith("127.0.0.1:");
  }

  static Stream<Arguments> refused() {
    Instant now = Instant.now();
    return Stream.of(
        Arguments.of("chain-incomplete", TestCa.Leaf.client("stranger"), "unknown ca", false),
        Arguments.of(
            "expired",
            TestCa.Leaf.client("old").valid(now.minusSeconds(200), now.minusSeconds(100)),
            "certificate expired",
            true),
        Arguments.of(
            "not-yet-valid",
            TestCa.Leaf.client("young").valid(now.plusSeconds(1_000), now.plusSeconds(2_000)),
            "certificate expired",
            true),
        Arguments.of(
            "wrong-usage", TestCa.Leaf.server("edge.example"), "unsupported certificate", true));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whoseCertificateDoesNotCountIsToldWhyAndWrittenDown(
      String verdict, TestCa.Leaf leaf, String alert, boolean ours) throws Exception {
    serve();
    TestCa issuer = ours ? edgeCa : TestCa.root("Another CA", KeyType.P_256);
    for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
      String output =
          OpenSslClient.of(address(), "localhost", folder)
              .presenting(issuer.issue(leaf))
              .with(version)
              .send("")
              .output();
      assertThat(output).contains("alert " + alert);
    }
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_REFUSED);
    assertThat(event.reason()).isEqualTo(verdict);
    assertThat(event.edge()).isEqualTo(leaf.subject());
    assertThat(event.detail()).isNotEmpty();
    assertThat(event.serial()).isNotEmpty();
  }

  @Test
  void opensslWithoutACertificateIsRefused() throws Exception {
    serve();
    String output = OpenSslClient.of(address(), "localhost", folder).send("").output();
    assertThat(output).contains("alert certificate required");
  }

  @Test
  void olderVersionsOfTlsAreRefused() throws Exception {
    serve();
    String output =
        OpenSslClient.of(address(), "localhost", folder)
            .with("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
            .send("")
            .output();
    assertThat(output).contains("alert protocol version");
    assertThat(log.next(ServerEvent.Kind.CONNECTION_REFUSED).reason()).isEqualTo("protocol");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305"
      })
  void theseCipherSuitesOfTls12AreSpoken(String suite) throws Exception {
    serve();
    String output = openssl("-tls1_2", "-cipher", suite);
    assertThat(output).contains("Cipher is " + suite);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256"})
  void thoseAreNot(String suite) throws Exception {
    serve();
    assertThat(openssl("-tls1_2", "-cipher", suite)).contains("alert handshake failure");
  }

  /** A session that is resumed would be one whose edge is not verified. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void nothingIsResumed(String version) throws Exception {
    serve();
    String output = openssl(version, "-reconnect");
    assertThat(output).contains("New, ").doesNotContain("Reused, ");
    assertThat(output).doesNotContain("TLS session ticket:", "New Session Ticket arrived");
  }

  @Test
  void whatIsNoTlsIsRefused() throws Exception {
    serve();
    try (Socket socket = new Socket(address().getAddress(), address().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      socket.getInputStream().readAllBytes();
    }
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_REFUSED);
    assertThat(event.reason()).isEqualTo("protocol");
    assertThat(event.detail()).contains("no TLS");
  }

  /** RFC 8446 §6. */
  @ParameterizedTest
  @CsvSource({
    "00 00 00, 10, protocol",
    "47, 10, protocol",
    "17 03 03 00 03 01 02 03, 10, protocol",
    "16 03 01 00 04 02 00 00 00, 10, protocol",
    "16 03 01 00 00, 10, protocol",
    "16 03 01 40 01, 22, protocol",
    "16 03 01 40 00 01 01 00 01, 50, protocol",
    "16 02 00 00 05 01 00 00 01 00, 70, protocol",
    "80 2e 01 00 02 00 15 00 00, 70, protocol",
    "15 03 01 00 02 01 5a, 10, protocol",
    "15 03 01 00 02 01 00, 0, peer-closed",
    "15 03 01 00 02 02 28, , peer-refused"
  })
  void whatIsNoClientHelloIsToldSoOnce(String bytes, @Nullable Integer alert, String reason)
      throws Exception {
    serve();
    try (Socket socket = new Socket(address().getAddress(), address().getPort())) {
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      socket.getOutputStream().write(HexFormat.of().parseHex(bytes.replace(" ", "")));
      byte[] answer = socket.getInputStream().readAllBytes();
      if (alert == null) {
        assertThat(answer).isEmpty();
      } else {
        assertThat(answer).containsExactly(21, 3, 3, 0, 2, alert == 0 ? 1 : 2, alert);
      }
    }
    assertThat(log.next(ServerEvent.Kind.CONNECTION_REFUSED).reason()).isEqualTo(reason);
    assertThat(drain(Eventually.LIMIT)).isTrue();
    assertThat(log.events()).hasSize(1);
  }

  @Test
  void aHandshakeThatIsNotDoneInTimeIsEnded() throws Exception {
    serve(timeLimits(Duration.ofMillis(200), Duration.ofMinutes(1)), AccessList.EVERYBODY);
    try (Socket socket = new Socket(address().getAddress(), address().getPort())) {
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(log.next(ServerEvent.Kind.CONNECTION_REFUSED).reason()).isEqualTo("timeout");
  }

  @Test
  void aConnectionThatNeverSaysAnythingIsNoEvent() throws Exception {
    serve();
    new Socket(address().getAddress(), address().getPort()).close();
    assertThatThrownBy(() -> pingThrough(dialer().as(null))).isInstanceOf(IOException.class);
    log.next(ServerEvent.Kind.CONNECTION_REFUSED);
    assertThat(log.events()).hasSize(1);
  }

  private String openssl(String... options) {
    return OpenSslClient.of(address(), "localhost", folder)
        .presenting(edge)
        .with(options)
        .send(MALFORMED)
        .output();
  }

  private static void pingThrough(EdgeClient.Dialer dialer) throws IOException {
    try (EdgeClient client = dialer.connect()) {
      client.ask(Message.ping(1, DIGEST));
    }
  }
}
