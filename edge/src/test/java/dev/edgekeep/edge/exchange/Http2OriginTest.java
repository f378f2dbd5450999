package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.edge.testing.RawHttp2Origin.Connection;
import dev.edgekeep.edge.testing.RawHttp2Origin.Frame;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginTimeouts;
import dev.edgekeep.testing.Eventually;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Origins over HTTP/2: requests of clients of both protocols, many at once on one connection. */
final class Http2OriginTest {
  // 1 would be the stream of an upgrade from HTTP/1.1.
  private static final int FIRST = 3;
  private static final int SECOND = 5;

  private static final String EXPECT = "Expect: 100-continue\r\n\r\n";
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final String GET = "GET /a HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private final RawHttp2Origin origin = new RawHttp2Origin();

  Http2OriginTest() throws Exception {
    serve(Eventually.LIMIT, origin.port());
  }

  private void serve(Duration timeout, int... ports) {
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.speaking(
                OriginPolicy.Protocol.HTTP2,
                EdgeHarness.origin(LoadBalancing.ROUND_ROBIN, timeout, ports))));
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  @Test
  void aRequestOverHttp1IsOneOverHttp2() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(
          "POST /a?b=c HTTP/1.1\r\nHost: www.example.com\r\nX-Case: Kept\r\nTE: trailers\r\n"
              + "Connection: TE\r\nContent-Length: 5\r\n\r\nhello");
      Connection server = origin.connection();
      RawHttp2Origin.Request request = server.request();
      assertThat(request.fields())
          .startsWith(
              ":method: POST", ":path: /a?b=c", ":scheme: http", ":authority: www.example.com")
          .contains("x-case: Kept", "te: trailers", "content-length: 5")
          .contains("x-forwarded-proto: https", "x-forwarded-for: 127.0.0.1")
          .noneMatch(field -> field.startsWith("connection") || field.startsWith("host:"));
      assertThat(request.body()).isEqualTo("hello");
      server.headers(request.streamId(), false, ":status", "201", "content-length", "2");
      server.data(request.streamId(), true, "hi");
      assertThat(client.response())
          .startsWith("HTTP/1.1 201 Created\r\n")
          .contains("Content-Length: 2")
          .endsWith("\r\n\r\nhi");
    }
  }

  @Test
  void aRequestOverHttp2IsOneOverHttp2() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST", "te", "trailers"));
      client.data(1, false, "hello");
      client.headers(1, true, RawHttp2Client.add(noPseudo(), "x-sum", "1"));
      Connection server = origin.connection();
      RawHttp2Origin.Request request = server.request();
      assertThat(request.fields()).contains("te: trailers");
      assertThat(request.body()).isEqualTo("hello");
      assertThat(request.trailers()).containsExactly("x-sum: 1");
      server.headers(request.streamId(), false, ":status", "200", "content-type", "text/plain");
      server.data(request.streamId(), false, "hi");
      server.headers(request.streamId(), true, "x-end", "2");
      RawHttp2Client.Response response = client.response();
      assertThat(response.head().status()).hasToString("200");
      assertThat(response.body()).isEqualTo("hi");
      assertThat(response.trailers().get("x-end")).hasToString("2");
    }
  }

  private static Http2Headers noPseudo() {
    return new io.netty.handler.codec.http2.DefaultHttp2Headers(false);
  }

  @Test
  void theLastBytesOfABodyEndTheStream() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("PUT / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 3\r\n\r\nabc");
      Connection server = origin.connection();
      server.next(RawHttp2Origin.HEADERS);
      Frame data = server.next(RawHttp2Origin.DATA);
      assertThat(data.payload()).isEqualTo("abc");
      assertThat(data.isLast()).isTrue();
      server.headers(data.streamId(), true, ":status", "200");
      assertThat(client.response()).contains("Content-Length: 0");
    }
  }

  @Test
  void requestsOfManyClientsShareAConnection() throws Exception {
    try (RawClient one = new RawClient(edge);
        RawClient two = new RawClient(edge);
        RawHttp2Client three = new RawHttp2Client(edge)) {
      one.send(GET);
      Connection server = origin.connection();
      int first = server.next(RawHttp2Origin.HEADERS).streamId();
      two.send(GET);
      int second = server.next(RawHttp2Origin.HEADERS).streamId();
      three.get(1);
      int third = server.next(RawHttp2Origin.HEADERS).streamId();
      assertThat(List.of(first, second, third)).containsExactly(3, 5, 7);
      server.answer(third, "3");
      assertThat(three.response().body()).isEqualTo("3");
      server.answer(first, "1");
      assertThat(one.head()).startsWith("HTTP/1.1 200 OK");
      assertThat(one.chunked()).isEqualTo("1");
      server.answer(second, "2");
      assertThat(two.head()).startsWith("HTTP/1.1 200 OK");
      assertThat(two.chunked()).isEqualTo("2");
      assertThat(origin.hasConnection()).isFalse();
    }
  }

  @Test
  void interimResponsesAndTheFinalOneArrive() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("PUT / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 3\r\n" + EXPECT);
      Connection server = origin.connection();
      Frame head = server.next(RawHttp2Origin.HEADERS);
      assertThat(server.fields(head)).contains("expect: 100-continue");
      server.headers(FIRST, false, ":status", "103", "link", "</a>; rel=preload");
      assertThat(client.head()).startsWith("HTTP/1.1 103 ").contains("link: </a>; rel=preload");
      server.headers(FIRST, false, ":status", "100");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      client.send("abc");
      assertThat(server.next(RawHttp2Origin.DATA).payload()).isEqualTo("abc");
      server.headers(FIRST, true, ":status", "204");
      assertThat(client.head()).startsWith("HTTP/1.1 204 ").doesNotContain("ontent-Length");
    }
  }

  @Test
  void aResponseToHeadHasItsLengthAndNoBody() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send("HEAD / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      Connection server = origin.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.headers(FIRST, true, ":status", "200", "content-length", "5");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK").contains("Content-Length: 5");
      client.send(GET);
      server.answer(server.next(RawHttp2Origin.HEADERS).streamId(), "b");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aClientThatGoesAwayCancelsItsStreamAtOnceAndNoOther() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      Connection server = origin.connection();
      server.next(RawHttp2Origin.HEADERS);
      client.get(3);
      server.next(RawHttp2Origin.HEADERS);
      client.reset(1);
      Frame reset = server.next(RawHttp2Origin.RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(FIRST);
      assertThat(reset.number(0)).isEqualTo(CANCEL);
      // Frames that were under way are dropped, without another reset.
      server.headers(FIRST, false, ":status", "200");
      server.data(FIRST, true, "late");
      server.answer(SECOND, "b");
      assertThat(client.response().body()).isEqualTo("b");
      client.get(5);
      assertThat(server.next(RawHttp2Origin.HEADERS).streamId()).isEqualTo(7);
    }
  }

  @Test
  void aRefusedStreamIsSentAgain() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = origin.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.reset(FIRST, REFUSED_STREAM);
      Frame again = server.next(RawHttp2Origin.HEADERS);
      server.answer(again.streamId(), "b");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aServerThatGoesAwayEndsWhatItProcessesAndTheRestGoesElsewhere() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      Connection server = origin.connection();
      server.next(RawHttp2Origin.HEADERS);
      client.get(3);
      server.next(RawHttp2Origin.HEADERS);
      server.goAway(FIRST, 0, "");
      Connection other = origin.connection();
      Frame again = other.next(RawHttp2Origin.HEADERS);
      other.answer(again.streamId(), "b");
      assertThat(client.response().body()).isEqualTo("b");
      server.answer(FIRST, "a");
      assertThat(client.response().body()).isEqualTo("a");
      assertThat(server.isEndedByEdge()).isTrue();
      client.get(5);
      assertThat(other.next(RawHttp2Origin.HEADERS).streamId()).isEqualTo(SECOND);
    }
  }

  @Test
  void aServerTellsHowManyStreamsItTakes() throws Exception {
    try (RawHttp2Origin narrow = new RawHttp2Origin(3, 1);
        RawHttp2Client client = new RawHttp2Client(edge)) {
      serve(Eventually.LIMIT, narrow.port());
      client.get(1);
      Connection server = narrow.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.next(RawHttp2Origin.SETTINGS);
      client.get(3);
      Connection second = narrow.connection();
      second.next(RawHttp2Origin.HEADERS);
      server.settings(3, 2);
      assertThat(server.next(RawHttp2Origin.SETTINGS).flags()).isEqualTo(RawHttp2Origin.ACK);
      second.settings(3, 0);
      assertThat(second.next(RawHttp2Origin.SETTINGS).flags()).isEqualTo(RawHttp2Origin.ACK);
      second.next(RawHttp2Origin.SETTINGS);
      client.get(5);
      server.answer(server.next(RawHttp2Origin.HEADERS).streamId(), "c");
      assertThat(client.response().body()).isEqualTo("c");
      assertThat(narrow.hasConnection()).isFalse();
    }
  }

  /** A new connection does not begin with the streams that the server refused on another one. */
  @Test
  void requestsThatAServerHasNoStreamsForAreSpreadOverConnections() throws Exception {
    record Held(Connection server, int stream) {}
    List<Held> held = new ArrayList<>();
    try (RawHttp2Origin narrow =
            RawHttp2Origin.answering(
                (server, request) -> {
                  synchronized (held) {
                    if (held.stream().filter(one -> one.server() == server).count() == 2) {
                      server.reset(request.streamId(), REFUSED_STREAM);
                    } else {
                      held.add(new Held(server, request.streamId()));
                    }
                    for (Held one : held.size() == 6 ? held : List.<Held>of()) {
                      one.server().headers(one.stream(), true, ":status", "200");
                    }
                  }
                },
                3,
                2);
        RawHttp2Client client = new RawHttp2Client(edge)) {
      serve(Eventually.LIMIT, narrow.port());
      for (int i = 0; i < 6; i++) {
        client.get(1 + 2 * i);
      }
      for (int i = 0; i < 6; i++) {
        RawHttp2Client.Frame answer = client.next(RawHttp2Client.HEADERS);
        assertThat(client.decode(answer).status()).hasToString("200");
      }
    }
  }

  @Test
  void aWindowOfTheServerIsRespected() throws Exception {
    try (RawHttp2Origin slow = new RawHttp2Origin(4, 3);
        RawClient client = new RawClient(edge)) {
      serve(Eventually.LIMIT, slow.port());
      client.send("PUT / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 8\r\n\r\n");
      Connection server = slow.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.next(RawHttp2Origin.SETTINGS);
      client.send("abcdefgh");
      assertThat(server.next(RawHttp2Origin.DATA).payload()).isEqualTo("abc");
      server.window(FIRST, 2);
      assertThat(server.next(RawHttp2Origin.DATA).payload()).isEqualTo("de");
      server.settings(4, 100);
      Frame rest = server.next(RawHttp2Origin.DATA);
      assertThat(rest.payload()).isEqualTo("fgh");
      assertThat(rest.isLast()).isTrue();
    }
  }

  @Test
  void aLargeBodyArrivesThoughEachPartIsConfirmedByWindowUpdates() throws Exception {
    int parts = 4_000;
    try (RawClient client = new RawClient(edge);
        RawHttp2Origin confirming =
            RawHttp2Origin.answering((server, request) ->
                server.headers(
                    request.streamId(),
                    true,
                    ":status",
                    "200",
                    "x-got",
                    String.valueOf(request.body().length())))) {
      serve(Eventually.LIMIT, confirming.port());
      client.send(
          "PUT / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: %d\r\n\r\n"
              .formatted(parts * 4_096));
      for (int i = 0; i < parts; i++) {
        client.send("x".repeat(4_096));
      }
      assertThat(client.response()).contains("x-got: " + parts * 4_096);
    }
  }

  /** The stream and its bytes are not kept for a server that answers without reading them. */
  @Test
  void aBodyThatTheServerDoesNotWantIsGivenUpWhenItHasAnswered() throws Exception {
    try (RawHttp2Origin unwilling = new RawHttp2Origin(INITIAL_WINDOW_SIZE, 0);
        RawHttp2Client client = new RawHttp2Client(edge)) {
      serve(Eventually.LIMIT, unwilling.port());
      client.get(1);
      Connection server = unwilling.connection();
      server.headers(server.next(RawHttp2Origin.HEADERS).streamId(), true, ":status", "200");
      client.response();
      client.headers(3, false, RawHttp2Client.request("PUT"));
      client.data(3, true, "hello");
      int stream = server.next(RawHttp2Origin.HEADERS).streamId();
      server.headers(stream, true, ":status", "200");
      assertThat(client.response().head().status()).hasToString("200");
      Frame reset = server.next(RawHttp2Origin.RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(stream);
      assertThat(reset.number(0)).isEqualTo(CANCEL);
    }
  }

  @Test
  void aServerThatStopsInTheMiddleOfItsAnswerHasTheTimeBetweenBytes() throws Exception {
    Origin app =
        EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(origin.port()));
    OriginTimeouts times = new OriginTimeouts(Eventually.LIMIT, Eventually.LIMIT);
    OriginPolicy policy = app.policy().withTimeouts(times.withBetweenBytes(Duration.ofMillis(300)));
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            new Origin(app.name(), app.servers(), policy, app.tls(), app.forbidden())));
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = origin.connection();
      int stream = server.next(RawHttp2Origin.HEADERS).streamId();
      server.headers(stream, false, ":status", "200", "content-length", "5");
      server.data(stream, false, "hi");
      assertThat(server.next(RawHttp2Origin.RST_STREAM).streamId()).isEqualTo(stream);
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("no more of its answer came within 300 ms");
    }
  }

  @Test
  void aServerThatIsSilentIsAskedWithAPing() throws Exception {
    serve(Duration.ofMillis(1_500), origin.port());
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = origin.connection();
      Frame ping = server.next(RawHttp2Origin.PING);
      assertThat(ping.flags()).isZero();
      assertThat(client.head()).startsWith("HTTP/1.1 504 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("did not answer a PING within 500 ms");
      assertThat(server.isEndedByEdge()).isTrue();
    }
  }

  @Test
  void aServerThatAnswersPingsKeepsTheConnection() throws Exception {
    serve(Duration.ofMillis(1_500), origin.port());
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = origin.connection();
      Frame ping = server.next(RawHttp2Origin.PING);
      server.frame(
          RawHttp2Origin.PING,
          RawHttp2Origin.ACK,
          0,
          io.netty.buffer.Unpooled.copiedBuffer(
              ping.payload(), java.nio.charset.StandardCharsets.ISO_8859_1));
      assertThat(client.head()).startsWith("HTTP/1.1 504 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("nothing came within 1500 ms");
      assertThat(server.next(RawHttp2Origin.RST_STREAM).streamId()).isEqualTo(FIRST);
    }
  }
}
