package dev.edgekeep.edge.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.fetch.FetchResult.Failed;
import dev.edgekeep.edge.fetch.FetchResult.Found;
import dev.edgekeep.edge.fetch.FetchResult.Validators;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One request and the server's bytes: what is a document, and what is not. */
class LoopFetcherTest {
  private static final Duration LONG = Eventually.LIMIT;
  private static final int MAX_BYTES = 10;

  private final Transport transport = Transport.start("test", 1);
  private final Fetcher fetcher =
      new LoopFetcher(transport.loops(), NameResolver.ofSystem(transport.loops(), warning -> {}));

  @AfterEach
  void stop() {
    transport.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 3~~abc', abc",
    "'Transfer-Encoding: chunked~~1~a~2~bc~0~~', abc",
    "'Connection: close~~abc', abc",
    "'Content-Length: 0~~', ''",
  })
  void aDocumentIsFoundHoweverItIsFramed(String rest, String body) throws Exception {
    FetchResult result = fetch("HTTP/1.1 200 OK~ETag: \"x\"~" + rest, LONG);
    assertThat(result).isInstanceOf(Found.class);
    assertThat(new String(((Found) result).body(), US_ASCII)).isEqualTo(body);
    assertThat(((Found) result).validators()).isEqualTo(new Validators("\"x\"", null));
  }

  @Test
  void informationalResponsesAreSkipped() throws Exception {
    FetchResult result =
        fetch("HTTP/1.1 103 Early Hints~~HTTP/1.1 200 OK~Content-Length: 1~~a", LONG);
    assertThat(((Found) result).body()).hasSize(1);
  }

  @Test
  void aDocumentThatHasNotChangedIsToldSo() throws Exception {
    assertThat(fetch("HTTP/1.1 304 Not Modified~~", LONG)).isEqualTo(new FetchResult.NotModified());
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK~Content-Length: 11~~01234567890', more than 10 bytes",
    "'HTTP/1.1 200 OK~~01234567890', more than 10 bytes",
    "'HTTP/1.1 200 OK~Content-Length: 9~~abc', closed the connection before",
    "'HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~a~', closed the connection before",
    "'HTTP/1.1 404 Not Found~~', status 404",
    "'HTTP/1.1 302 Found~Location: http://127.0.0.1/x~~', it redirects to http://127.0.0.1/x",
    "'HTTP/1.1 200 OK~Content-Encoding: gzip~Content-Length: 1~~a', encoding gzip",
    "'SSH-2.0-OpenSSH_9.2~~', malformed",
    "'', closed the connection before",
  })
  void anythingElseFailsWithTheReason(String bytes, String reason) throws Exception {
    assertThat(reason(fetch(bytes, LONG))).contains(reason);
  }

  @Test
  void aServerThatHangsIsGivenUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(reason(result(server.getLocalPort(), Duration.ofMillis(100))))
          .isEqualTo("no complete response within 100 ms");
    }
  }

  @Test
  void aServerThatRefusesIsToldAtOnce() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertThat(reason(result(port, LONG))).contains("Connection refused");
  }

  private static String reason(FetchResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return ((Failed) result).reason();
  }

  /** The result where the server sends these bytes, with CRLF for each tilde, and closes. */
  private FetchResult fetch(String bytes, Duration timeout) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, bytes));
      return result(server.getLocalPort(), timeout);
    }
  }

  private static void answer(ServerSocket server, String bytes) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[4_096];
      assertThat(socket.getInputStream().read(request)).isPositive();
      socket.getOutputStream().write(bytes.replace("~", "\r\n").getBytes(US_ASCII));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException _) {
      // The client has closed.
    }
  }

  private FetchResult result(int port, Duration timeout) throws Exception {
    HttpUrl url = HttpUrl.parse("http://127.0.0.1:%d/a?b=c".formatted(port));
    CompletableFuture<FetchResult> result = new CompletableFuture<>();
    fetcher.fetch(
        FetchRequest.get(url, ForbiddenAddresses.NONE, null, MAX_BYTES, timeout), result::complete);
    return result.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
