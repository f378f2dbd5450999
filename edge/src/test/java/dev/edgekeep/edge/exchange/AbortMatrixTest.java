package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.EdgeHarness.Protocol;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An exchange that either side breaks off frees all it has taken at once, for every pair of
 * protocols: the server has one connection, with one stream, so that the next request is served
 * only by the place of the broken one. Buffers are watched by the leak detector.
 */
final class AbortMatrixTest {
  private static final int MAX_STREAMS = 3;
  private static final String HOST = "www.example.com";

  /** The moment at which an exchange is broken off. */
  enum Moment {
    /** The request has arrived, and no response has begun. */
    WAITING,
    /** Half of the response's body has arrived. */
    HALF_RESPONSE,
    /** A part of the request's body has arrived. */
    HALF_REQUEST
  }

  private final EdgeHarness edge = new EdgeHarness();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger brokenByEdge = new AtomicInteger();
  private TestOrigin http1;
  private RawHttp2Origin http2;

  @BeforeEach
  void start() throws Exception {
    http1 = new TestOrigin(this::answer);
    http2 = new RawHttp2Origin(MAX_STREAMS, 1);
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            try {
              RawHttp2Origin.Connection connection = http2.connection();
              Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException | InterruptedException | AssertionError e) {
              return;
            }
          }
        });
  }

  @AfterEach
  void stop() throws Exception {
    http1.close();
    http2.close();
    edge.close();
  }

  private boolean answer(String head, InputStream in, OutputStream out) throws IOException {
    String path = head.split(" ", 3)[1];
    if (path.equals("/ok")) {
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      return true;
    }
    if (path.contains("HALF_RESPONSE")) {
      write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    }
    if (path.contains("HALF_REQUEST")) {
      in.readNBytes(5);
    }
    begun.incrementAndGet();
    if (path.contains("origin")) {
      return false;
    }
    while (in.read() >= 0) {}
    brokenByEdge.incrementAndGet();
    return false;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void serve(RawHttp2Origin.Connection connection) {
    try (connection) {
      String path = "";
      while (true) {
        RawHttp2Origin.Frame frame = connection.next();
        if (frame.type() == RawHttp2Origin.HEADERS) {
          List<String> fields = connection.fields(frame);
          path =
              fields.stream().filter(field -> field.startsWith(":path")).findFirst().orElseThrow();
          if (path.endsWith("/ok")) {
            connection.headers(frame.streamId(), false, ":status", "200", "content-length", "2");
            connection.data(frame.streamId(), true, "ok");
          } else if (!path.contains("HALF_REQUEST")) {
            begin(connection, frame.streamId(), path);
          }
        } else if (frame.type() == RawHttp2Origin.DATA && path.contains("HALF_REQUEST")) {
          begin(connection, frame.streamId(), path);
        } else if (frame.type() == RawHttp2Origin.RST_STREAM) {
          brokenByEdge.incrementAndGet();
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  private void begin(RawHttp2Origin.Connection connection, int streamId, String path)
      throws IOException {
    if (path.contains("HALF_RESPONSE")) {
      connection.headers(streamId, false, ":status", "200", "content-length", "10");
      connection.data(streamId, false, "hello");
    }
    begun.incrementAndGet();
    if (path.contains("origin")) {
      connection.reset(streamId, 2);
    }
  }

  private void serve(Protocol out) {
    OriginPolicy policy =
        OriginPolicy.DEFAULT.withConnections(
            new ConnectionLimits(1, 1, Duration.ofMillis(Eventually.LIMIT.toMillis())));
    int port = out == Protocol.HTTP_1 ? http1.port() : http2.port();
    OriginPolicy.Protocol protocol =
        out == Protocol.HTTP_1 ? OriginPolicy.Protocol.HTTP1 : OriginPolicy.Protocol.HTTP2;
    edge.serve(
        EdgeHarness.host(
            HOST,
            new Origin(
                "app",
                List.of(new Origin.Server(false, "127.0.0.1", port)),
                policy.withProtocol(protocol),
                null)));
  }

  /** A client with one request, of either protocol. */
  private final class Client implements AutoCloseable {
    private final RawClient text;
    private final RawHttp2Client frames;

    @SuppressWarnings("NullAway") // One of the two, by the protocol.
    Client(Protocol in) throws IOException {
      text = in == Protocol.HTTP_1 ? new RawClient(edge) : null;
      frames = in == Protocol.HTTP_2 ? new RawHttp2Client(edge) : null;
    }

    void send(String path, boolean hasBody) throws IOException {
      String method = hasBody ? "POST" : "GET";
      if (text != null) {
        String length = hasBody ? "Content-Length: 10\r\n" : "";
        text.send("%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(method, path, HOST, length));
        text.send(hasBody ? "hello" : "");
      } else {
        frames.fields(
            1, !hasBody, ":method", method, ":scheme", "https", ":path", path, ":authority", HOST);
        if (hasBody) {
          frames.data(1, false, "hello");
        }
      }
    }

    void breakOff() throws IOException {
      if (text != null) {
        text.close();
      } else {
        frames.reset(1);
      }
    }

    String body() throws IOException {
      return text != null ? text.response() : frames.response().body();
    }

    @Override
    public void close() throws IOException {
      if (text != null) {
        text.close();
      } else {
        frames.close();
      }
    }
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Protocol.values())
        .flatMap(in ->
            Arrays.stream(Protocol.values())
                .flatMap(out ->
                    Arrays.stream(Moment.values()).map(moment -> Arguments.of(in, out, moment))));
  }

  private void assertServed(Protocol in) throws IOException {
    try (Client next = new Client(in)) {
      next.send("/ok", false);
      assertThat(next.body()).endsWith("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aClientThatBreaksOffFreesItsPlaceAtTheServer(Protocol in, Protocol out, Moment moment)
      throws Exception {
    serve(out);
    for (int i = 1; i <= 3; i++) {
      int count = i;
      try (Client client = new Client(in)) {
        client.send("/client-" + moment, moment == Moment.HALF_REQUEST);
        Eventually.await("the exchange has begun", () -> begun.get() == count);
        client.breakOff();
        Eventually.await("the server hears of it", () -> brokenByEdge.get() == count);
        assertServed(in);
      }
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
      edge.nextEntry();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aServerThatBreaksOffLeavesItsPlaceToOthers(Protocol in, Protocol out, Moment moment)
      throws Exception {
    serve(out);
    for (int i = 0; i < 3; i++) {
      try (Client client = new Client(in)) {
        client.send("/origin-" + moment, moment == Moment.HALF_REQUEST);
        edge.nextEntry();
        assertServed(in);
      }
      edge.nextEntry();
    }
  }

  /** The queue has one place: the second waiter gets it only when the first has left. */
  @ParameterizedTest
  @MethodSource("all")
  void aClientThatBreaksOffFreesItsPlaceInTheQueue(Protocol in, Protocol out, Moment moment)
      throws Exception {
    serve(out);
    try (Client first = new Client(in)) {
      first.send("/client-" + moment, moment == Moment.HALF_REQUEST);
      Eventually.await("the exchange has begun", () -> begun.get() == 1);
      for (int i = 0; i < 3; i++) {
        try (Client waiting = new Client(in)) {
          waiting.send("/ok", false);
          waiting.breakOff();
          assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
        }
      }
      try (Client last = new Client(in)) {
        last.send("/ok", false);
        first.breakOff();
        assertThat(last.body()).endsWith("ok");
      }
    }
  }
}
