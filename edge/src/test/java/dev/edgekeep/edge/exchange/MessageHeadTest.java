package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.Limits;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of heads, which host a head names, and heads whose body may not come. */
final class MessageHeadTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: www.example.com\r\n";
  private static final String EXPECTING =
      POST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private TestOrigin answering(String response) throws Exception {
    TestOrigin origin = TestOrigin.answering(response);
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
    return origin;
  }

  private String get() throws Exception {
    return get("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
  }

  private String get(String request) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return client.send(request).response();
    }
  }

  static Limits headerBytes(int bytes) {
    Limits all = Limits.DEFAULT;
    return new Limits(
        all.handshakeTimeout(),
        all.requestHeaderTimeout(),
        all.idleTimeout(),
        all.tunnelIdleTimeout(),
        all.drainTimeout(),
        bytes,
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }

  @Test
  void aResponseMayHaveAsManyFieldsAsItsHeadHolds() throws Exception {
    String fields = "X-A: b\r\n".repeat(3_000);
    try (TestOrigin origin =
        answering("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 5\r\n\r\nhello")) {
      assertThat(get()).startsWith("HTTP/1.1 200 ").contains(fields);
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.get(1);
        assertThat(client.response().head().getAll("x-a")).hasSize(3_000);
      }
      assertThat(origin.connections()).isPositive();
    }
  }

  @Test
  void theHeadOfAResponseIsLimitedAsThatOfARequestIs() throws Exception {
    edge.limits = headerBytes(2_048);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: %s\r\n\r\nhello";
    try (TestOrigin small = answering(head.formatted("a".repeat(1_900)))) {
      assertThat(get()).startsWith("HTTP/1.1 200 ");
      assertThat(small.connections()).isPositive();
    }
    try (TestOrigin large = answering(head.formatted("a".repeat(2_100)))) {
      assertThat(get()).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("a head longer than 2048 bytes");
      assertThat(large.connections()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.example.com:99999",
        "www.example.com:65536",
        "www.example.com:0",
        "www.example.com::",
        ":",
        ":443",
        "[::1]:x",
        "www.example.com:8a",
        "www.example.com:-1",
        "www.example.com:+443",
        "www.example.com:443:443",
        "[::1]:99999",
        "[::1]x",
        "a@www.example.com",
      })
  void aHostWithoutAProperPortIsRefused(String host) throws Exception {
    try (TestOrigin origin = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(get("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 400 ");
      String absolute = "GET https://" + host + "/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
      assertThat(get(absolute)).startsWith("HTTP/1.1 400 ");
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.headers(1, true, RawHttp2Client.request("GET").authority(host));
        assertThat(client.response().head().status()).hasToString("400");
      }
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  /** RFC 9110 §4.2.3: an empty port is the default one, as no port is. */
  @Test
  void anEmptyPortIsNone() throws Exception {
    try (TestOrigin origin = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(get("GET / HTTP/1.1\r\nHost: www.example.com:\r\n\r\n")).endsWith("ok");
      assertThat(origin.nextHead()).contains("\r\nHost: www.example.com\r\n");
      String absolute = "GET https://www.example.com:/ HTTP/1.1\r\nHost: www.example.com:\r\n\r\n";
      assertThat(get(absolute)).endsWith("ok");
      assertThat(origin.nextHead()).contains("\r\nHost: www.example.com\r\n");
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        Http2Headers head = RawHttp2Client.request("GET", "host", "www.example.com");
        client.headers(1, true, head.authority("www.example.com:"));
        assertThat(client.response().body()).isEqualTo("ok");
      }
      assertThat(origin.nextHead()).contains("\r\nHost: www.example.com\r\n");
    }
  }

  @Test
  void aRequestOfHttp10WithoutHostIsForTheHostOfTheHandshake() throws Exception {
    try (TestOrigin origin = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) {
      assertThat(get("GET /a HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(origin.nextHead()).contains("\r\nHost: www.example.com\r\n");
      assertThat(get("GET /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
      edge.isSecure = false;
      edge.serverName = null;
      assertThat(get("GET /a HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 413, 417})
  void afterAFinalAnswerOfTheOriginTheBodyIsNotTakenForARequest(int status) throws Exception {
    String response = "HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\nhello";
    try (TestOrigin origin = answering(response);
        RawClient client = new RawClient(edge)) {
      // Without its body: a client need not send it after a final answer.
      client.send(EXPECTING);
      assertThat(client.response()).startsWith("HTTP/1.1 " + status).contains("Connection: close");
      client.send("GET /next HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.rest()).isEmpty();
      assertThat(origin.nextHead()).startsWith("POST");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void afterContinueTheConnectionGoesOn() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              in.readNBytes(5);
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                      .getBytes(StandardCharsets.US_ASCII));
              return true;
            });
        RawClient client = new RawClient(edge)) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
      for (int i = 0; i < 2; i++) {
        client.send(EXPECTING);
        assertThat(client.head()).startsWith("HTTP/1.1 100");
        assertThat(client.send("hello").response()).doesNotContain("close").endsWith("ok");
      }
    }
  }

  @Test
  void anAnswerOfTheEdgeEndsNoHttp2ConnectionBecauseOfABodyThatIsNotWanted() throws Exception {
    try (TestOrigin origin = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(
          1, false, RawHttp2Client.request("POST", "expect", "100-continue").path("/%2f"));
      assertThat(client.response().head().status()).hasToString("400");
      client.get(3);
      assertThat(client.response().body()).isEqualTo("hello");
      assertThat(origin.nextHead()).startsWith("GET");
    }
  }
}
