package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache is one more responder: it needs nothing of the protocols, nor they of it. */
final class CachedResponseTest {
  private static final String HOST = "Host: www.example.com\r\n";
  private static final int LARGE = 48 * 1024 * 1024;

  private final EdgeHarness edge = new EdgeHarness();
  private final TestOrigin origin;
  private final MemoryCache cache = new MemoryCache(edge.toOrigin);

  CachedResponseTest() throws IOException {
    origin =
        TestOrigin.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"one\"\r\nKeep-Alive: max=9\r\n"
                + "X-Request-Id: theirs\r\n\r\nhello");
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
    edge.responders = cache;
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
    origin.close();
  }

  private static String get(String more) {
    return "GET /a HTTP/1.1\r\n" + HOST + more + "\r\n";
  }

  @Test
  void theSecondResponseComesFromMemoryWithItsAge() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.send(get("")).response()).endsWith("hello").doesNotContain("age:");
      assertThat(edge.nextEntry().origin()).isEqualTo("127.0.0.1:" + origin.port());
      cache.nowMillis.set(7_000);
      String second = client.send(get("")).response();
      assertThat(second).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
      assertThat(second).contains("age: 7\r\n", "etag: \"one\"\r\n", "Content-Length: 5\r\n");
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.origin()).isNull();
      assertThat(entry.outcome()).isEqualTo("complete");
      assertThat(entry.responseBytes()).isEqualTo(5);
      // The exchange's own stage applies to every responder.
      assertThat(second)
          .contains("x-request-id: " + entry.requestId())
          .doesNotContain("theirs")
          .doesNotContainIgnoringCase("keep-alive");
      origin.nextHead();
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void aHeadRequestIsAnsweredWithTheLengthOnly() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(get("")).response();
      client.send("HEAD /a HTTP/1.1\r\n" + HOST + "\r\n" + get(""));
      assertThat(client.head()).contains("Content-Length: 5").contains("age: 0");
      assertThat(client.response()).endsWith("\r\n\r\nhello");
    }
  }

  @Test
  void aClientThatHasTheResponseIsAnswered304() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(get("")).response();
      client.send(get("If-None-Match: \"one\"\r\n") + get("If-None-Match: \"two\"\r\n"));
      assertThat(client.head()).startsWith("HTTP/1.1 304 ").contains("etag: \"one\"");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }
  }

  @Test
  void aResponseStoredOverHttp1IsServedOverHttp2() throws Exception {
    try (RawClient first = new RawClient(edge);
        RawHttp2Client client = new RawHttp2Client(edge)) {
      first.send(get("")).response();
      client.get(1);
      RawHttp2Client.Response response = client.response();
      assertThat(response.head().status()).hasToString("200");
      assertThat(response.head().get("age")).hasToString("0");
      assertThat(response.head().get("content-length")).hasToString("5");
      assertThat(response.body()).isEqualTo("hello");
      client.headers(3, true, RawHttp2Client.request("HEAD"));
      assertThat(client.response().head().get("content-length")).hasToString("5");
      client.get(5, "if-none-match", "\"one\"");
      assertThat(client.response().head().status()).hasToString("304");
    }
  }

  @Test
  void aRequestWithABodyIsAnsweredFromMemoryAndTheConnectionGoesOn() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(get("")).response();
      client.send("HEAD /a HTTP/1.1\r\n" + HOST + "Content-Length: 4\r\n\r\nbody" + get(""));
      assertThat(client.head()).contains("age: 0");
      assertThat(client.response()).endsWith("hello");
    }
  }

  @Test
  void aLargeResponseFromMemoryGoesAsFastAsTheClientReads() throws Exception {
    byte[] block = new byte[64 * 1024];
    try (TestOrigin large =
            new TestOrigin((head, in, out) -> {
              String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n";
              out.write(answer.getBytes(StandardCharsets.US_ASCII));
              for (int written = 0; written < LARGE; written += block.length) {
                out.write(block);
              }
              return true;
            });
        FastPair fast = new FastPair(LARGE)) {
      edge.serve(
          EdgeHarness.host("www.example.com", EdgeHarness.origin(large.port())), fast.host());
      try (RawClient client = new RawClient(edge);
          RawHttp2Client second = new RawHttp2Client(edge)) {
        client.send(get("")).head();
        assertThat(client.drain(LARGE)).isEqualTo(LARGE);
        assertThat(edge.nextEntry().responseBytes()).isEqualTo(LARGE);
        client.send(get(""));
        assertThat(client.head()).contains("age: 0");
        second.get(1);
        // Both are stalled now, and another client is served meanwhile.
        fast.transfer(edge);
        assertThat(edge.entries).isEmpty();
        assertThat(client.drain(LARGE)).isEqualTo(LARGE);
        assertThat(edge.nextEntry().responseBytes()).isEqualTo(LARGE);
        second.next(RawHttp2Client.HEADERS);
        second.window(0, LARGE);
        second.window(1, LARGE);
        long received = 0;
        while (received < LARGE) {
          received += second.next(RawHttp2Client.DATA).payload().length();
        }
        assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
      }
    }
  }
}
