package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour towards HTTP/1.1 clients. */
final class Http1ExchangeTest {
  private static final String HOST = "Host: www.example.com\r\n";
  private static final String GET = "GET /a?b HTTP/1.1\r\n" + HOST + "\r\n";

  private EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "epoll: {0}")
  @ValueSource(booleans = {true, false})
  void requestsOfOneConnectionAreAnsweredInOrder(boolean epoll) throws Exception {
    edge.close();
    edge = new EdgeHarness(epoll);
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(GET).response()).startsWith("HTTP/1.1 200 OK").endsWith("hello");
      assertThat(client.send(GET + GET).response()).endsWith("hello");
      assertThat(client.response()).endsWith("hello");
      assertThat(origin.connections()).isEqualTo(1);
      AccessEntry entry = edge.nextEntry();
      assertThat(List.of(entry.status(), entry.method(), entry.target(), entry.outcome()))
          .isEqualTo(List.of(200, "GET", "/a?b", "complete"));
      assertThat(entry.origin()).isEqualTo("127.0.0.1:" + origin.port());
    }
  }

  @Test
  void manyRequestsSentAheadAreAllAnswered() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              String target = head.split(" ", 3)[1];
              out.write(
                  bytes("HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n"));
              out.write(bytes(target));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 1_000; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\n").append(HOST).append("\r\n");
      }
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.send(requests.toString());
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < 1_000; i++) {
        assertThat(client.response()).endsWith("\r\n/" + i);
      }
      sender.join();
    }
  }

  @Test
  void aHeadSentByteByByteIsRead() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      for (char c : ("\r\n" + GET).toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.response()).endsWith("hello");
    }
  }

  @Test
  void aBodyOfKnownLengthIsPassedOn() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              String body = new String(in.readNBytes(7), StandardCharsets.US_ASCII);
              out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + body));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      String head = "POST /a HTTP/1.1\r\n" + HOST + "Content-Length: 7\r\n\r\n";
      assertThat(client.send(head + "one").send(" two" + GET).response()).endsWith("one two");
      assertThat(origin.nextHead()).contains("\r\nContent-Length: 7\r\n");
      assertThat(edge.nextEntry().requestBytes()).isEqualTo(7);
    }
  }

  @Test
  void chunksAndTrailersArePassedOnBothWays() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              String body = TestOrigin.readChunked(in);
              out.write(
                  bytes(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + Integer.toHexString(body.length())
                          + (";x=y\r\n" + body)
                          + "\r\n0\r\nX-Sum: 1\r\nX-Request-Id: z\r\n\r\n"));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      for (int i = 0; i < 2; i++) {
        client.send("POST /a HTTP/1.1\r\n" + HOST + "Transfer-Encoding: Chunked\r\n\r\n3\r\none\r");
        client.send("\n4;a=b\r\n two\r\n0\r\nX-A: b\r\nClient-Cert: forged\r\nHost: x\r\n\r\n");
        assertThat(client.head()).contains("Transfer-Encoding: chunked");
        assertThat(client.chunked()).isEqualTo("one two|X-A: b|X-Sum: 1");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "HEAD, 200 OK, Content-Length: 5, Content-Length: 5",
    "GET, 204 No Content, X-A: b, X-A: b",
    "GET, 304 Not Modified, Content-Length: 5, Content-Length: 5",
    "HEAD, 200 OK, Transfer-Encoding: chunked, HTTP/1.1 200 OK"
  })
  void responsesWithoutABodyEndAtTheirHead(
      String method, String status, String line, String expected) throws Exception {
    try (TestOrigin origin =
            TestOrigin.answering("HTTP/1.1 " + status + "\r\n" + line + "\r\n\r\n");
        RawClient client = new RawClient(serving(origin))) {
      for (int i = 0; i < 2; i++) {
        client.send(method + " / HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 " + status).contains(expected);
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void anInterimResponseLetsTheClientSendItsBody() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              out.write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
              out.write(bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"));
              out.flush();
              String body = new String(in.readNBytes(3), StandardCharsets.US_ASCII);
              out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(
          "POST / HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 100 Continue");
      assertThat(client.head()).startsWith("HTTP/1.1 103 ").contains("Link: </a>");
      assertThat(client.send("abc").response()).endsWith("abc");
      assertThat(origin.nextHead()).contains("Expect: 100-continue");
    }
  }

  @Test
  void aRefusedExpectationEndsTheConnection() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(
          "POST / HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 421 ").contains("Connection: close");
    }
  }

  @Test
  void http10ClientsGetWhatTheyUnderstand() throws Exception {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 103 Hints\r\n\r\n" + chunked);
        RawClient client = new RawClient(serving(origin))) {
      client.send("GET / HTTP/1.0\r\n" + HOST + "\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 200 OK")
          .doesNotContain("Transfer-Encoding")
          .endsWith("\r\n\r\nok");
    }
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      client.send("GET / HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n");
      assertThat(client.response()).contains("Connection: keep-alive").endsWith("hello");
      assertThat(client.send("GET / HTTP/1.0\r\n" + HOST + "\r\n").rest()).endsWith("hello");
    }
  }

  @Test
  void aClientThatSaysCloseIsClosed() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      client.send("GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
      assertThat(client.rest()).contains("Connection: close").endsWith("hello");
    }
  }

  @Test
  void optionsForTheWholeServerAreForwarded() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n").response())
          .endsWith("hello");
      assertThat(origin.nextHead()).startsWith("OPTIONS * HTTP/1.1\r\n");
      assertThat(client.send("TRACE / HTTP/1.1\r\n" + HOST + "\r\n").response())
          .startsWith("HTTP/1.1 405 ")
          .containsIgnoringCase("\r\nallow: ");
    }
  }

  @Test
  void theRestOfARefusedBodyIsReadAndDropped() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      client.send("POST / HTTP/1.1\r\nHost: unknown\r\nContent-Length: 100000\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 421 ");
      client.send("x".repeat(100_000) + GET);
      assertThat(client.response()).endsWith("hello");
    }
  }

  @Test
  void anAnswerBeforeTheRequestsEndReachesTheClient() throws Exception {
    try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
        RawClient client = new RawClient(serving(origin))) {
      client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\nabc");
      assertThat(client.response()).startsWith("HTTP/1.1 413 No");
      client.send("x".repeat(997) + GET);
      assertThat(client.response()).startsWith("HTTP/1.1 413 No");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void drainingFinishesTheExchangeAndClosesIdleConnections() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch drained = new CountDownLatch(1);
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              asked.countDown();
              await(drained);
              out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
              return true;
            });
        RawClient idle = new RawClient(serving(origin));
        RawClient client = new RawClient(edge)) {
      client.send(GET);
      await(asked);
      Eventually.await("a second connection", () -> edge.connections.size() >= 2);
      edge.drain();
      assertThat(idle.isClosedByEdge()).isTrue();
      drained.countDown();
      assertThat(client.rest()).contains("Connection: close").endsWith("ok");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheOriginsExchange() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          asked.countDown();
          return in.read() >= 0;
        })) {
      try (RawClient client = new RawClient(serving(origin))) {
        client.send(GET);
        await(asked);
      }
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.outcome()).isEqualTo("client-aborted");
      assertThat(entry.status()).isZero();
      Eventually.await("the end of the origin's connection", () -> origin.ended() > 0);
    }
  }

  @Test
  void aHeadThatDoesNotComeToItsEndIsAnswered408() throws Exception {
    edge.limits = withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(60));
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.send("GET / HT").rest()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    edge.limits = withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(1));
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.isClosedByEdge()).isTrue();
    }
  }

  private static Limits withTimeouts(Duration header, Duration idle) {
    Limits all = Limits.DEFAULT;
    return new Limits(
        all.handshakeTimeout(),
        header,
        idle,
        all.tunnelIdleTimeout(),
        all.drainTimeout(),
        all.headerBytes(),
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }
}
