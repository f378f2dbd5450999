package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostLimits.SlowBody;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host limits the time of whole requests, and the slowness of their bodies. */
final class RequestTimeTest {
  private static final String POST = "POST /a HTTP/1.1\r\nHost: www.example.com\r\n";
  private static final SlowBody NO_MINIMUM = new SlowBody(0, Duration.ofSeconds(1));

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin, Duration wholeTime, SlowBody slowBody) {
    return serving(EdgeHarness.origin(origin.port()), wholeTime, slowBody);
  }

  private EdgeHarness serving(Origin origin, Duration wholeTime, SlowBody slowBody) {
    HostLimits limits = new HostLimits(0, wholeTime, slowBody, 0, 0);
    return edge.serve(
        EdgeHarness.host("www.example.com", origin)
            .withExchange(ExchangePolicy.DEFAULT.withLimits(limits)));
  }

  /** An origin that says this and then nothing, for as long as the edge stays. */
  private static TestOrigin silentAfter(String begin) throws IOException {
    return new TestOrigin((head, in, out) -> {
      out.write(begin.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return TestOrigin.missing(in, Long.MAX_VALUE) == 0;
    });
  }

  @Test
  void aSilentOriginGets504WhenTheWholeTimeIsOver() throws Exception {
    try (TestOrigin origin = silentAfter("");
        RawClient client = new RawClient(serving(origin, Duration.ofMillis(300), NO_MINIMUM));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 504 ");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("the request had no complete response within 300 ms");
      second.get(1);
      assertThat(second.response().head().status()).hasToString("504");
      assertThat(edge.metrics.refusedRequests)
          .containsExactly("request-timeout", "request-timeout");
    }
  }

  @Test
  void aClientThatDoesNotFinishItsRequestInTimeGets408() throws Exception {
    try (TestOrigin origin = silentAfter("");
        RawClient client = new RawClient(serving(origin, Duration.ofMillis(300), NO_MINIMUM))) {
      client.send(POST + "Content-Length: 5\r\n\r\nab");
      assertThat(client.response()).startsWith("HTTP/1.1 408 ");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("the request was not complete within 300 ms");
    }
  }

  @Test
  void aResponseThatGoesOnForLongerIsBrokenOff() throws Exception {
    String begin = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    try (TestOrigin origin = silentAfter(begin);
        RawClient client = new RawClient(serving(origin, Duration.ofMillis(300), NO_MINIMUM));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.rest()).isEqualTo("abc");
      assertThat(edge.nextEntry().outcome()).isEqualTo("limit");
      second.get(1);
      assertThat(second.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(2);
    }
  }

  @Test
  void theTimeOfARequestEndsWithItsResponse() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("ok");
        RawClient client = new RawClient(serving(origin, Duration.ofMillis(300), NO_MINIMUM));
        RawClient other = new RawClient(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.response()).endsWith("ok");
      // Another request on the connection that is kept, begun later, runs into its own limit only.
      other.send(POST + "Content-Length: 5\r\n\r\nab");
      assertThat(other.response()).endsWith("ok");
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.response()).endsWith("ok");
      assertThat(edge.metrics.refusedRequests).isEmpty();
    }
  }

  @Test
  void aBodyThatTricklesIsRefusedOverBothProtocols() throws Exception {
    SlowBody least = new SlowBody(1_000, Duration.ofSeconds(1));
    try (TestOrigin origin = silentAfter("");
        RawClient client = new RawClient(serving(origin, Duration.ZERO, least));
        RawHttp2Client second = new RawHttp2Client(edge)) {
      client.send(POST + "Content-Length: 100000\r\n\r\n" + "x".repeat(999));
      second.headers(1, false, RawHttp2Client.request("POST"));
      second.data(1, false, "x".repeat(999));
      assertThat(client.response()).startsWith("HTTP/1.1 408 ");
      assertThat(second.response().head().status()).hasToString("408");
      assertThat(edge.metrics.refusedRequests).containsExactly("slow-body", "slow-body");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("fewer than 1,000 bytes of the request's body came within 1,000 ms");
    }
  }

  /** A content type is quickly claimed, and would lift the limit for everybody. */
  @Test
  void aBodyThatTricklesIsRefusedWhateverItsTypeWhereTheOriginCannotSpeakGrpc() throws Exception {
    SlowBody least = new SlowBody(1_000, Duration.ofSeconds(1));
    try (TestOrigin origin = silentAfter("");
        RawHttp2Client client = new RawHttp2Client(serving(origin, Duration.ZERO, least))) {
      client.headers(1, false, RawHttp2Client.request("POST", "content-type", "application/grpc"));
      client.data(1, false, "x");
      client.next(RawHttp2Client.HEADERS);
      assertThat(edge.metrics.refusedRequests).containsExactly("slow-body");
    }
  }

  @Test
  void aStreamOfMessagesAndAnAnsweredRequestMayBeSilent() throws Exception {
    SlowBody least = new SlowBody(1_000, Duration.ofSeconds(1));
    String begin = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (TestOrigin talking = silentAfter(begin);
        RawClient client = new RawClient(serving(talking, Duration.ZERO, least));
        RawHttp2Client grpc = new RawHttp2Client(edge);
        RawHttp2Client trickling = new RawHttp2Client(edge)) {
      client.send(POST + "Content-Length: 100000\r\n\r\nx");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      try (RawHttp2Origin silent = new RawHttp2Origin()) {
        serving(
            EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(silent.port())),
            Duration.ZERO,
            least);
        grpc.headers(
            1, false, RawHttp2Client.request("POST", "content-type", "application/grpc+proto"));
        grpc.data(1, false, "x");
        trickling.headers(1, false, RawHttp2Client.request("POST"));
        trickling.data(1, false, "x");
        assertThat(trickling.response().head().status()).hasToString("408");
        // By now the others, which are older, would have been refused, too.
        assertThat(edge.metrics.refusedRequests).containsExactly("slow-body");
      }
    }
  }
}
