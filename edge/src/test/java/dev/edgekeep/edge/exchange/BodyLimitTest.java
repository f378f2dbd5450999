package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host limits the size of request bodies; an origin never takes a part for the whole. */
final class BodyLimitTest {
  private static final String POST = "POST /a HTTP/1.1\r\nHost: www.example.com\r\n";
  private static final int MOST = 1_000;

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    HostLimits limits = new HostLimits(MOST, Duration.ZERO, HostLimits.SlowBody.DEFAULT, 0, 0);
    return edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()))
            .withExchange(ExchangePolicy.DEFAULT.withLimits(limits)));
  }

  /** An origin that reads a chunked body, and tells how it ended. */
  private static TestOrigin reading(CompletableFuture<String> end, String early)
      throws IOException {
    return new TestOrigin((head, in, out) -> {
      out.write(early.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      out.flush();
      try {
        end.complete("whole: " + TestOrigin.readChunked(in).length());
      } catch (IOException | NumberFormatException e) {
        end.complete("broken off");
      }
      return false;
    });
  }

  @Test
  void aDeclaredBodyOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("taken");
        RawClient client = new RawClient(serving(origin));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      client.send(POST + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
      assertThat(client.isClosedByEdge()).isTrue();
      second.headers(1, false, RawHttp2Client.request("POST", "content-length", "1001"));
      assertThat(second.response().head().status()).hasToString("413");
      assertThat(second.next(RawHttp2Client.RST_STREAM).errorCode()).isZero();
      assertThat(origin.connections()).isZero();
      assertThat(edge.metrics.refusedRequests).containsExactly("body-too-large", "body-too-large");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("the request declares a body of 1,001 bytes, and the limit is 1,000");
    }
  }

  @Test
  void aBodyOfExactlyTheLimitIsForwarded() throws Exception {
    try (TestOrigin origin = answeringWholeBodies();
        RawClient client = new RawClient(serving(origin));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      client.send(POST + "Content-Length: 1000\r\n\r\n" + "x".repeat(MOST));
      assertThat(client.response()).endsWith("1000");
      client.send(
          POST + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + "x".repeat(MOST) + "\r\n0\r\n\r\n");
      assertThat(client.response()).endsWith("1000");
      second.headers(1, false, RawHttp2Client.request("POST"));
      second.data(1, true, "x".repeat(MOST));
      assertThat(second.response().body()).isEqualTo("1000");
    }
  }

  private static TestOrigin answeringWholeBodies() throws IOException {
    return new TestOrigin((head, in, out) -> {
      String size =
          head.contains("chunked")
              ? String.valueOf(TestOrigin.readChunked(in).length())
              : String.valueOf(MOST - missing(in));
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + size.length() + "\r\n\r\n" + size;
      out.write(answer.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      out.flush();
      return true;
    });
  }

  private static long missing(InputStream in) throws IOException {
    return TestOrigin.missing(in, MOST);
  }

  @Test
  void aChunkedBodyIsCutAtTheLimitAndTheOriginNeverSeesItsEnd() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    try (TestOrigin origin = reading(end, "");
        RawClient client = new RawClient(serving(origin))) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      client.send("200\r\n" + "x".repeat(512) + "\r\n");
      origin.nextHead();
      client.send("200\r\n" + "x".repeat(512) + "\r\n0\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
      assertThat(end.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("broken off");
      client.send("GET /a HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      origin.nextHead();
    }
  }

  @Test
  void anHttp2BodyIsCutAtTheLimitAndTheOriginNeverSeesItsEnd() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    try (TestOrigin origin = reading(end, "");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.data(1, false, "x".repeat(600));
      origin.nextHead();
      client.data(1, true, "x".repeat(600));
      assertThat(client.response().head().status()).hasToString("413");
      assertThat(end.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("broken off");
    }
  }

  @Test
  void aResponseThatHasBegunIsBrokenOffWithTheBody() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    String early = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n";
    try (TestOrigin origin = reading(end, early);
        RawClient client = new RawClient(serving(origin))) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      client.send("3e8\r\n" + "x".repeat(MOST) + "\r\n");
      assertThat(client.rest()).isEqualTo("2\r\nab\r\n");
      assertThat(end.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("broken off");
      assertThat(edge.nextEntry().outcome()).isEqualTo("limit");
    }
  }
}
