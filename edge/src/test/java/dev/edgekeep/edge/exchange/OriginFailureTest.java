package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that fail, and how requests find one that does not. */
final class OriginFailureTest {
  private static final String HOST = "Host: www.example.com\r\n";
  private static final String GET = "GET / HTTP/1.1\r\n" + HOST + "\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private final List<Socket> taken = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    edge.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }

  private String ask(Origin origin, String request) throws Exception {
    edge.serve(EdgeHarness.host("www.example.com", origin));
    try (RawClient client = new RawClient(edge)) {
      return client.send(request).response();
    }
  }

  /** A port that refuses connections for as long as the test runs: taken, and not listened on. */
  private int closedPort() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    taken.add(socket);
    return socket.getLocalPort();
  }

  @Test
  void aServerThatCannotBeReachedIsAnswered502() throws Exception {
    int port = closedPort();
    String answer = ask(EdgeHarness.origin(port), GET);
    assertThat(answer).startsWith("HTTP/1.1 502 ").doesNotContain("127.0.0.1");
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED);
    assertThat(event.detail()).contains("127.0.0.1:" + port).contains("refused");
    assertThat(answer).contains(String.valueOf(event.requestId()));
    assertThat(edge.nextEntry().outcome()).isEqualTo("edge");
  }

  @Test
  void aNodeWithoutAPlaceForAConnectionAnswers503UntilThereIsOne() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (EdgeHarness small = new EdgeHarness(1);
        TestOrigin slow =
            new TestOrigin((head, in, out) -> {
              asked.countDown();
              awaitEnd(answer);
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              return true;
            });
        TestOrigin other = TestOrigin.saying("hello");
        RawClient first = new RawClient(small);
        RawClient second = new RawClient(small)) {
      small.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(slow.port())));
      first.send(GET);
      awaitEnd(asked);
      small.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(other.port())));
      assertThat(second.send(GET).response()).startsWith("HTTP/1.1 503 ");
      answer.countDown();
      assertThat(first.response()).startsWith("HTTP/1.1 200 ");
      // Where places are few, none is kept for what an origin may be asked later.
      Eventually.await("the place is free", () -> said(second).endsWith("hello"));
    }
  }

  private static String said(RawClient client) {
    try {
      return client.send(GET).response();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** They pass the client without waiting for it: without a bound they would fill the memory. */
  @Test
  void aServerThatOnlySendsInterimResponsesIsAnswered502() throws Exception {
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n".repeat(100);
    try (TestOrigin origin = TestOrigin.answering(hints)) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
      try (RawClient client = new RawClient(edge)) {
        client.send(GET);
        String answer = client.response();
        while (answer.startsWith("HTTP/1.1 103 ")) {
          answer = client.response();
        }
        assertThat(answer).startsWith("HTTP/1.1 502 ");
        assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
            .contains("too many interim responses");
      }
    }
  }

  @Test
  void aNameThatIsUnknownIsAnswered502() throws Exception {
    Origin app =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "nowhere.invalid", 80)),
            LoadBalancing.ROUND_ROBIN,
            Eventually.LIMIT,
            Eventually.LIMIT,
            null);
    assertThat(ask(app, GET)).startsWith("HTTP/1.1 502 ");
    assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains("nowhere.invalid");
  }

  @Test
  void aNameIsLookedUp() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello")) {
      Origin app =
          new Origin(
              "app",
              List.of(new Origin.Server(false, "localhost", origin.port())),
              LoadBalancing.ROUND_ROBIN,
              Eventually.LIMIT,
              Eventually.LIMIT,
              null);
      assertThat(ask(app, GET)).endsWith("hello");
    }
  }

  /** The address that is connected to decides, not what the name said when it was configured. */
  @Test
  void aServerWhoseNameIsLookedUpToAForbiddenAddressIsNotConnectedTo() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("secret")) {
      Origin app =
          new Origin(
              "app",
              List.of(new Origin.Server(false, "localhost", origin.port())),
              LoadBalancing.ROUND_ROBIN,
              Eventually.LIMIT,
              Eventually.LIMIT,
              null);
      for (ForbiddenAddresses forbidden :
          List.of(
              new ForbiddenAddresses(List.of(), true, List.of()),
              ForbiddenAddresses.own(
                  List.of(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.port()))))) {
        assertThat(ask(app.forbidding(forbidden), GET))
            .startsWith("HTTP/1.1 502 ")
            .doesNotContain("secret");
        assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
            .contains("not allowed: ");
      }
      assertThat(ask(app, GET)).endsWith("secret");
    }
  }

  @ParameterizedTest
  @EnumSource(LoadBalancing.class)
  void anotherServerIsTriedWhenOneCannotBeReached(LoadBalancing balancing) throws Exception {
    String post = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nab";
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          int length = head.startsWith("POST") ? 2 : 0;
          String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body)
                  .getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      Origin app =
          EdgeHarness.origin(
              balancing, Eventually.LIMIT, closedPort(), closedPort(), origin.port());
      for (int i = 0; i < 6; i++) {
        assertThat(ask(app, GET)).startsWith("HTTP/1.1 200 ");
        assertThat(ask(app, post)).startsWith("HTTP/1.1 200 ").endsWith("ab");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LoadBalancing.class)
  void serversShareTheLoadByTheirBalancing(LoadBalancing balancing) throws Exception {
    try (TestOrigin one = TestOrigin.saying("1");
        TestOrigin two = TestOrigin.saying("2");
        TestOrigin three = TestOrigin.saying("3")) {
      Origin app =
          EdgeHarness.origin(balancing, Eventually.LIMIT, one.port(), two.port(), three.port());
      Set<String> answers = new HashSet<>();
      for (int i = 0; i < 30; i++) {
        String answer = ask(app, GET);
        answers.add(answer.substring(answer.length() - 1));
      }
      assertThat(answers).hasSize(balancing == LoadBalancing.HASH ? 1 : 3);
    }
  }

  @Test
  void aSilentOriginIsAnswered504() throws Exception {
    try (TestOrigin origin = new TestOrigin((head, in, out) -> in.read() >= 0)) {
      Origin app =
          EdgeHarness.origin(LoadBalancing.ROUND_ROBIN, Duration.ofMillis(300), origin.port());
      assertThat(ask(app, GET)).startsWith("HTTP/1.1 504 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains("300 ms");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200OK\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\nSet-Cookie: c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\0c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n",
      })
  void aMalformedResponseIsAnswered502(String response) throws Exception {
    try (TestOrigin origin = TestOrigin.answering(response)) {
      assertThat(ask(EdgeHarness.origin(origin.port()), GET)).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains("it sent");
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.get(1);
        assertThat(client.response().head().status()).hasToString("502");
      }
    }
  }

  @Test
  void anOriginThatDiesInTheMiddleEndsTheConnection() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          out.write(half.getBytes(StandardCharsets.US_ASCII));
          return false;
        })) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(GET).rest()).doesNotContain(" 502 ");
      }
      assertThat(edge.nextEntry().outcome()).isEqualTo("origin-failed");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains("middle");
    }
  }

  @Test
  void aKeptConnectionThatTheOriginHasClosedIsReplacedForRequestsThatMayBeRepeated()
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          // Answers the first request of a connection, and drops the second.
          if (asked.getAndIncrement() % 2 == 1) {
            return false;
          }
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      Origin app = EdgeHarness.origin(origin.port());
      assertThat(ask(app, GET)).startsWith("HTTP/1.1 200 ");
      assertThat(ask(app, GET)).startsWith("HTTP/1.1 200 ");
      assertThat(origin.connections()).isEqualTo(2);
      assertThat(asked).hasValue(3);
      String post = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n";
      assertThat(ask(app, post)).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void aResponseThatEndsWithItsConnectionIsComplete() throws Exception {
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
          return false;
        })) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(GET).head()).contains("Transfer-Encoding: chunked");
        assertThat(client.chunked()).isEqualTo("hello");
        assertThat(client.send(GET).head()).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void bytesThatNobodyAskedForEndTheConnection() throws Exception {
    String two = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
    try (TestOrigin origin = TestOrigin.answering(two)) {
      Origin app = EdgeHarness.origin(origin.port());
      for (int i = 1; i <= 3; i++) {
        assertThat(ask(app, GET)).contains("Content-Length: 0");
        assertThat(origin.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void anOriginThatAReloadLeftAsItWasKeepsItsConnections() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello")) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(EdgeHarness.origin(origin.port()), GET)).endsWith("hello");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}
