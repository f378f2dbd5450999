package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever begins with something else than a ClientHello hears the alert that says so, and leaves
 * one event.
 */
class FirstBytesTest {
  private static final HexFormat HEX = HexFormat.of().withDelimiter(" ");

  private final TlsHarness edge =
      new TlsHarness(
          "www.example.com",
          60_000,
          host(
              "www.example.com",
              auth(Mode.OFF),
              TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("www.example.com"))));

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    // Other records (RFC 8446 §5).
    "17 03 03 00 03 01 02 03, 10, malformed-hello",
    "14 03 03 00 01 01, 10, malformed-hello",
    "18 03 03 00 03 01 00 00, 10, malformed-hello",
    "19 03 03 00 01 00, 10, not-tls",
    "00 00 00, 10, not-tls",
    // Other messages (RFC 8446 §4).
    "16 03 01 00 04 02 00 00 00, 10, malformed-hello",
    "16 03 01 00 04 00 00 00 00, 10, malformed-hello",
    "16 03 01 40 00 0b, 10, malformed-hello",
    // Records and messages of a length that may not be (RFC 8446 §5.1).
    "16 03 01 00 00, 10, malformed-hello",
    "16 03 01 00 01 01 16 03 01 00 00, 10, malformed-hello",
    "16 03 01 40 01, 22, malformed-hello",
    "17 03 03 ff ff, 22, malformed-hello",
    "16 03 01 40 00 01 01 00 01, 50, malformed-hello",
    "16 03 01 00 01 01 16 03 01 00 01 ff 16 03 01 00 02 ff ff, 50, malformed-hello",
    "16 03 01 00 05 01 00 00 01 00, 50, malformed-hello",
    // Something between the parts of a ClientHello.
    "16 03 01 00 02 01 00 17 03 03 00 01 00, 10, malformed-hello",
    "16 03 01 00 02 01 00 14 03 03 00 01 01, 10, malformed-hello",
    "16 03 01 00 02 01 00 47, 10, malformed-hello",
    // Other versions.
    "16 02 00 00 05 01 00 00 01 00, 70, protocol",
    "16 fe ff 00 05 01 00 00 01 00, 70, protocol",
    "80 2e 01 00 02 00 15 00 00, 70, protocol",
    "80 2e 01 03 01 00 15 00 00, 70, protocol",
    // A warning that is none to begin with.
    "15 03 01 00 02 01 5a, 10, malformed-hello",
    "15 03 01 00 03 01 00 00, 10, malformed-hello"
  })
  void whatIsNoClientHelloIsToldSo(String bytes, int alert, String reason) throws IOException {
    assertThat(answerTo(bytes)).containsExactly(21, 3, 3, 0, 2, 2, alert);
    assertOneEvent(reason);
  }

  @Test
  void aFatalAlertIsNotAnswered() throws IOException {
    assertThat(answerTo("15 03 01 00 02 02 28")).isEmpty();
    assertOneEvent("client-refused");
  }

  @Test
  void aCloseNotifyIsAnsweredWithOne() throws IOException {
    assertThat(answerTo("15 03 01 00 02 01 00")).containsExactly(21, 3, 3, 0, 2, 1, 0);
    assertOneEvent("client-closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "get /", "PU"})
  void plainHttpIsAnsweredInPlainHttp(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(
              new String(
                  socket.getInputStream().readAllBytes(),
                  java.nio.charset.StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ");
    }
    assertOneEvent("not-tls");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 100, 16_384})
  void aClientHelloInManyRecordsIsTaken(int fragment) throws Exception {
    byte[] hello = clientHello();
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int at = 0; at < hello.length; at += fragment) {
      byte[] part = Arrays.copyOfRange(hello, at, Math.min(hello.length, at + fragment));
      records.write(new byte[] {22, 3, 1, (byte) (part.length >>> 8), (byte) part.length});
      records.write(part);
    }
    try (Socket socket = connect()) {
      socket.getOutputStream().write(records.toByteArray());
      assertThat(socket.getInputStream().readNBytes(6)).startsWith(22, 3, 3).endsWith(2);
    }
  }

  @Test
  void aClientHelloThatNeverEndsIsBounded() throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    records.write(HEX.parseHex("16 03 01 00 04 01 00 ff ff"));
    for (int i = 0; i < 128 * 1024 / 6; i++) {
      records.write(new byte[] {22, 3, 1, 0, 1, 0});
    }
    try (Socket socket = connect()) {
      socket.getOutputStream().write(records.toByteArray());
      assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 50);
    }
    assertOneEvent("malformed-hello");
  }

  @Test
  void aClientThatLeavesInTheMiddleOfItsClientHelloLeavesAnEvent() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(HEX.parseHex("16 03 01 00 05 01"));
    }
    assertOneEvent("client-closed");
  }

  @Test
  void aClientThatNeverSaidAnythingLeavesNone() throws IOException {
    connect().close();
    edge.close();
    edge.events.expectNoMore();
    assertThat(edge.metrics.refusedHandshakes).isEmpty();
  }

  private byte[] answerTo(String hex) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(HEX.parseHex(hex));
      return socket.getInputStream().readAllBytes();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort());
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return socket;
  }

  private void assertOneEvent(String reason) {
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.detail()).startsWith(reason + ": ");
    edge.close();
    edge.events.expectNoMore();
    assertThat(edge.metrics.refusedHandshakes).containsExactly(reason);
  }

  /** A ClientHello of the JDK's, without its record header. */
  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer record = ByteBuffer.allocate(32 * 1024);
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOfRange(record.array(), 5, record.position());
  }
}
