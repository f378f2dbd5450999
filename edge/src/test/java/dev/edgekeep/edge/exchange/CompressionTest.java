package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.compress.CompressionStages;
import dev.edgekeep.edge.compress.Encoders;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses are compressed where that is right, and say what they are. */
final class CompressionTest {
  private static final String BODY = "{\"message\": \"hello\"}\n".repeat(500);
  private static final String JSON = "Content-Type: application/json\r\n";

  private final EdgeHarness edge = new EdgeHarness();

  @BeforeAll
  static void load() {
    Encoders.load();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private static Compression allowing(boolean authenticated) {
    Compression all = Compression.DEFAULT;
    return new Compression(all.encodings(), all.minBytes(), all.types(), authenticated);
  }

  private EdgeHarness serving(TestOrigin origin) {
    return serving(origin, ClientAuth.Mode.OFF, Compression.DEFAULT);
  }

  private EdgeHarness serving(TestOrigin origin, ClientAuth.Mode mode, Compression compression) {
    edge.stages = new CompressionStages();
    Host host =
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()), mode)
            .withExchange(ExchangePolicy.DEFAULT.withCompression(compression));
    return edge.serve(host);
  }

  private static TestOrigin answering(String fields) throws IOException {
    return answering("200 OK", fields, BODY);
  }

  private static TestOrigin answering(String status, String fields, String body)
      throws IOException {
    return TestOrigin.answering(
        "HTTP/1.1 "
            + status
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n"
            + fields
            + "\r\n"
            + body);
  }

  private static String get(String... fields) {
    return "GET / HTTP/1.1\r\nHost: www.example.com\r\n" + String.join("", fields) + "\r\n";
  }

  private static String accepting(String encodings) {
    return "Accept-Encoding: " + encodings + "\r\n";
  }

  /** The head of the response to this request, which has to be the only one. */
  private String head(TestOrigin origin, String... fields) throws IOException {
    try (RawClient client = new RawClient(serving(origin))) {
      return client.send(get(fields)).head();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zstd, --http1.1",
    "br, --http1.1",
    "gzip, --http1.1",
    "zstd, --http2-prior-knowledge",
    "br, --http2-prior-knowledge",
    "gzip, --http2-prior-knowledge"
  })
  void curlDecodesEveryEncoding(String encoding, String protocol) throws Exception {
    try (TestOrigin origin = answering(JSON + "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\n")) {
      serving(origin);
      boolean isHttp1 = protocol.equals("--http1.1");
      int port = edge.port(isHttp1 ? EdgeHarness.Protocol.HTTP_1 : EdgeHarness.Protocol.HTTP_2);
      Processes.Result result =
          Processes.run(
              "",
              List.of(
                  "curl",
                  "-sS",
                  "-D",
                  "-",
                  protocol,
                  "--compressed",
                  "-H",
                  "Host: www.example.com",
                  "-H",
                  "Accept-Encoding: " + encoding,
                  "http://127.0.0.1:" + port + "/"));
      assertThat(result.output())
          .endsWith(BODY)
          .containsIgnoringCase("\r\ncontent-encoding: " + encoding + "\r\n")
          .containsIgnoringCase("\r\nvary: accept-encoding\r\n")
          .containsIgnoringCase("\r\netag: W/\"v1\"\r\n")
          .doesNotContainIgnoringCase("content-length")
          .doesNotContainIgnoringCase("accept-ranges");
      assertThat(edge.nextEntry().responseBytes()).isLessThan(BODY.length() / 10);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: image/png\r\n",
        "X-No-Type: x\r\n",
        JSON + "Content-Encoding: br\r\n",
        JSON + "Cache-Control: public, No-Transform\r\n",
      })
  void someResponsesAreLeftAsTheyAre(String fields) throws Exception {
    try (TestOrigin origin = answering(fields)) {
      assertThat(head(origin, accepting("gzip")))
          .contains("Content-Length: " + BODY.length())
          .doesNotContain("ncoding: gzip")
          .doesNotContainIgnoringCase("vary");
    }
  }

  @Test
  void shortAndPartialAndEmptyResponsesAreLeftAsTheyAre() throws Exception {
    try (TestOrigin origin = answering("200 OK", JSON, "x".repeat(1_023))) {
      assertThat(head(origin, accepting("gzip"))).doesNotContain("gzip");
    }
    String range = JSON + "Content-Range: bytes 0-9999/20000\r\n";
    try (TestOrigin origin = answering("206 Partial Content", range, BODY)) {
      assertThat(head(origin, accepting("gzip"))).doesNotContain("gzip").contains("Content-Range");
    }
    try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 204 No Content\r\n" + JSON + "\r\n")) {
      assertThat(head(origin, accepting("gzip"))).doesNotContain("gzip");
    }
  }

  @Test
  void whatWouldBeCompressedForOthersVaries() throws Exception {
    try (TestOrigin origin = answering(JSON + "ETag: \"v1\"\r\nVary: Cookie\r\n")) {
      assertThat(head(origin))
          .contains("Vary: Cookie")
          .containsIgnoringCase("\r\nVary: Accept-Encoding")
          .contains("Content-Length: " + BODY.length(), "ETag: \"v1\"");
      assertThat(head(origin, accepting("gzip"), "Cache-Control: no-transform\r\n"))
          .containsIgnoringCase("\r\nVary: Accept-Encoding")
          .doesNotContain("gzip");
    }
    try (TestOrigin origin = answering(JSON + "Vary: Origin, accept-encoding\r\n")) {
      assertThat(head(origin, accepting("gzip"))).containsOnlyOnce("ary:");
    }
  }

  @Test
  void headHasTheFieldsOfGetExceptThatOfItsBytes() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nETag: \"v1\"\r\n" + JSON + "\r\n";
    try (TestOrigin origin = TestOrigin.answering(answer);
        RawClient client = new RawClient(serving(origin))) {
      String request = get(accepting("gzip")).replace("GET", "HEAD");
      assertThat(client.send(request + request).head())
          .doesNotContainIgnoringCase("content-encoding")
          .containsIgnoringCase("vary: accept-encoding")
          .containsIgnoringCase("etag: W/\"v1\"")
          .doesNotContainIgnoringCase("content-length");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }
  }

  /** Over HTTP/2, the head can be the end, without a length that says so. */
  @ParameterizedTest
  @CsvSource({"GET, 200", "GET, 404", "POST, 201", "GET, 204", "GET, 205", "GET, 304", "HEAD, 200"})
  void anEmptyResponseOverHttp2IsNotCompressed(String method, String status) throws Exception {
    try (RawHttp2Origin origin =
            RawHttp2Origin.answering((connection, request) ->
                connection.headers(
                    request.streamId(),
                    true,
                    ":status",
                    status,
                    "content-type",
                    "application/json",
                    "etag",
                    "\"v1\""));
        RawHttp2Client client = new RawHttp2Client(edge)) {
      edge.stages = new CompressionStages();
      edge.serve(
          EdgeHarness.host(
                  "www.example.com",
                  EdgeHarness.speaking(
                      OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(origin.port())))
              .withExchange(ExchangePolicy.DEFAULT.withCompression(Compression.DEFAULT)));
      client.headers(1, true, RawHttp2Client.request(method, "accept-encoding", "gzip, br, zstd"));
      RawHttp2Client.Response response = client.response();
      assertThat(response.head().status()).hasToString(status);
      assertThat(response.head().get("content-encoding")).isNull();
      assertThat(response.body()).isEmpty();
      if (!method.equals("HEAD")) {
        assertThat(response.head().get("etag")).hasToString("\"v1\"");
      }
    }
  }

  @Test
  void a304HasTheTagThatTheClientKnows() throws Exception {
    String answer = "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n";
    try (TestOrigin origin = TestOrigin.answering(answer)) {
      assertThat(head(origin, "If-None-Match: \"x\", W/\"v1\"\r\n"))
          .containsIgnoringCase("etag: W/\"v1\"");
      assertThat(head(origin, "If-None-Match: \"v1\"\r\n")).contains("ETag: \"v1\"");
    }
  }

  @Test
  void authenticatedClientsGetNoCompressionUnlessTheHostAllowsIt() throws Exception {
    String[] secrets = {"Authorization: Bearer x\r\n", "Cookie: session=x\r\n"};
    try (TestOrigin origin = answering(JSON)) {
      for (String secret : secrets) {
        assertThat(head(origin, accepting("gzip"), secret)).doesNotContain("gzip");
        try (RawClient client =
            new RawClient(serving(origin, ClientAuth.Mode.OFF, allowing(true)))) {
          assertThat(client.send(get(accepting("gzip"), secret)).head()).contains("gzip");
        }
      }
      serving(origin, ClientAuth.Mode.REQUEST, Compression.DEFAULT);
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(get(accepting("gzip"))).head())
            .startsWith("HTTP/1.1 200 ")
            .doesNotContain("gzip");
        serving(origin, ClientAuth.Mode.REQUEST, allowing(true));
      }
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(get(accepting("gzip"))).head()).contains("gzip");
      }
    }
  }

  @Test
  void aHostThatDoesNotCompressHasNoStage() throws Exception {
    try (TestOrigin origin = answering(JSON)) {
      edge.stages =
          (request, client) -> {
            assertThat(new CompressionStages().stages(request, client)).isSameAs(client);
            return client;
          };
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(get(accepting("gzip"))).response()).endsWith(BODY);
      }
    }
  }

  /** An origin of server-sent events that sends the next one when it is told to. */
  private static TestOrigin sendingEvents(Semaphore next) throws IOException {
    return new TestOrigin((head, in, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
      write(out, "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        next.acquireUninterruptibly();
        write(out, "9\r\ndata: " + i + "\n\n\r\n");
      }
      write(out, "0\r\n\r\n");
      return true;
    });
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Test
  void eachServerSentEventArrivesWhenItIsSent() throws Exception {
    Semaphore next = new Semaphore(0);
    try (TestOrigin origin = sendingEvents(next);
        RawClient client = new RawClient(serving(origin))) {
      client.send("GET / HTTP/1.0\r\nHost: www.example.com\r\n" + accepting("gzip") + "\r\n");
      assertThat(client.head()).contains("gzip");
      next.release();
      GZIPInputStream events = new GZIPInputStream(client.in(), 1);
      for (int i = 0; i < 3; i++) {
        assertThat(new String(events.readNBytes(9), StandardCharsets.US_ASCII))
            .isEqualTo("data: " + i + "\n\n");
        next.release();
      }
      assertThat(events.read()).isEqualTo(-1);
    }
  }

  @Test
  void aSlowClientSlowsTheOriginThroughTheCompression() throws Exception {
    long all = 96L * 1024 * 1024;
    AtomicLong written = new AtomicLong();
    byte[] noise = new byte[64 * 1024];
    java.util.Random random = new java.util.Random(1);
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n" + JSON + "\r\n");
              while (written.get() < all) {
                random.nextBytes(noise);
                out.write(noise);
                written.addAndGet(noise.length);
              }
              return true;
            });
        FastPair fast = new FastPair(all)) {
      for (String encoding : List.of("zstd", "br", "gzip")) {
        written.set(0);
        Host slow =
            EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()))
                .withExchange(ExchangePolicy.DEFAULT.withCompression(Compression.DEFAULT));
        edge.stages = new CompressionStages();
        edge.serve(slow, fast.host());
        try (RawClient client = new RawClient(edge)) {
          assertThat(client.send(get(accepting(encoding))).head()).contains(encoding);
          fast.transfer(edge);
          assertThat(written.get()).isLessThan(all / 2);
        }
        assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
      }
    }
  }
}
