package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginTimeouts;
import dev.edgekeep.snapshot.Retries;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a server does not answer, and their further attempts. */
final class RetryTest {
  private static final String HOST = " / HTTP/1.1\r\nHost: www.example.com\r\n";
  private static final String GET = "GET" + HOST + "\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno";
  private static final OriginTimeouts SHORT =
      new OriginTimeouts(Duration.ofMillis(300), Duration.ofMillis(300));

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private static Origin origin(OriginPolicy policy, int... ports) {
    return new Origin(
        "app",
        Arrays.stream(ports).mapToObj(port -> new Origin.Server(false, "127.0.0.1", port)).toList(),
        policy,
        null);
  }

  private static OriginPolicy retrying(Retries retries) {
    return OriginPolicy.DEFAULT.withRetries(retries);
  }

  private String ask(Origin origin, String request) throws IOException {
    edge.serve(EdgeHarness.host("www.example.com", origin));
    return ask(request);
  }

  private String ask(String request) throws IOException {
    try (RawClient client = new RawClient(edge)) {
      return client.send(request).response();
    }
  }

  /** A server that counts the requests it gets, and answers each like this. */
  private static TestOrigin counting(AtomicInteger asked, String answer) throws IOException {
    return new TestOrigin((head, in, out) -> {
      asked.incrementAndGet();
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
      return !answer.isEmpty();
    });
  }

  /** No idempotent request fails while one of three servers is bad, in whichever way. */
  @ParameterizedTest
  @EnumSource(BadServer.Kind.class)
  void oneBadServerAmongThreeFailsNoIdempotentRequest(BadServer.Kind kind) throws Exception {
    for (LoadBalancing algorithm : LoadBalancing.values()) {
      Balancing balancing =
          new Balancing(algorithm, new HashBy.Header("X-Key"), Duration.ofSeconds(10));
      OriginPolicy policy = retrying(Retries.DEFAULT).withBalancing(balancing).withTimeouts(SHORT);
      try (BadServer bad = new BadServer(kind);
          TestOrigin one = TestOrigin.answering(OK);
          TestOrigin two = TestOrigin.answering(OK)) {
        Origin app = origin(policy, one.port(), bad.port(), two.port());
        edge.serve(EdgeHarness.host("www.example.com", app));
        for (int i = 0; i < 40; i++) {
          String method = i % 2 == 0 ? "GET" : "DELETE";
          String request = method + HOST + "X-Key: " + i + "\r\n\r\n";
          assertThat(ask(request)).as("%s %s", algorithm, i).startsWith("HTTP/1.1 200 ");
        }
        assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
            .as("the bad server was asked, too")
            .contains(":" + bad.port());
      }
      edge.events.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "LOCK"})
  void aRequestThatIsNotIdempotentIsSentOnce(String method) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestOrigin one = counting(asked, UNAVAILABLE);
        TestOrigin two = counting(asked, UNAVAILABLE)) {
      String request = method + HOST + "Content-Length: 0\r\n\r\n";
      assertThat(ask(origin(retrying(Retries.DEFAULT), one.port(), two.port()), request))
          .startsWith("HTTP/1.1 503 ");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aRequestWhoseBodyHasBegunIsSentOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestOrigin one = counting(asked, UNAVAILABLE);
        TestOrigin two = counting(asked, UNAVAILABLE)) {
      String request = "PUT" + HOST + "Content-Length: 2\r\n\r\nab";
      assertThat(ask(origin(retrying(Retries.DEFAULT), one.port(), two.port()), request))
          .startsWith("HTTP/1.1 503 ");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void nothingIsSentAgainOnceTheClientHasSomeOfAResponse() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
    String early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    for (String begun : List.of(half, early)) {
      try (TestOrigin dying =
          new TestOrigin((head, in, out) -> {
            asked.incrementAndGet();
            out.write(begun.getBytes(StandardCharsets.US_ASCII));
            return false;
          })) {
        edge.serve(
            EdgeHarness.host("www.example.com", origin(retrying(Retries.DEFAULT), dying.port())));
        try (RawClient client = new RawClient(edge)) {
          client.send("GET" + HOST + "Connection: close\r\n\r\n").rest();
        }
        assertThat(asked.getAndSet(0)).as(begun).isEqualTo(1);
      }
    }
  }

  @Test
  void aStatusIsPassedOnWhenNoAttemptIsLeft() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestOrigin one = counting(asked, UNAVAILABLE);
        TestOrigin two = counting(asked, UNAVAILABLE)) {
      String answer = ask(origin(retrying(Retries.DEFAULT), one.port(), two.port()), GET);
      assertThat(answer).startsWith("HTTP/1.1 503 ").endsWith("no");
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void aDiscardedResponseLeavesItsConnectionForOtherRequests() throws Exception {
    String small = "HTTP/1.1 503 Later\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n";
    for (String discarded : List.of(UNAVAILABLE, small)) {
      try (TestOrigin server = counting(new AtomicInteger(), discarded)) {
        edge.serve(
            EdgeHarness.host("www.example.com", origin(retrying(Retries.DEFAULT), server.port())));
        for (int i = 0; i < 10; i++) {
          assertThat(ask(GET)).startsWith("HTTP/1.1 503 ");
        }
        assertThat(server.connections()).as(discarded).isLessThanOrEqualTo(3);
      }
    }
  }

  /** It is not read to its end, by length or without one, nor if it comes slowly. */
  @Test
  void aLongDiscardedResponseCostsItsConnection() throws Exception {
    String head = "HTTP/1.1 503 Later\r\n";
    String body = "x".repeat(70_000);
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    for (String discarded :
        List.of(
            head + "Content-Length: 70000\r\n\r\n" + body,
            head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n",
            head + "Content-Length: 5\r\n\r\nhell")) {
      AtomicInteger asked = new AtomicInteger();
      try (TestOrigin server =
          new TestOrigin((request, in, out) -> {
            boolean isFirst = asked.incrementAndGet() == 1;
            out.write((isFirst ? discarded : OK).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return true;
          })) {
        assertThat(ask(origin(retrying(Retries.DEFAULT), server.port()), GET))
            .startsWith("HTTP/1.1 200 ");
        Eventually.await("its connection is closed", () -> server.ended() == 1);
        assertThat(server.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void onlyTheCausesThatAreNamedAreTriedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Retries only500 = new Retries(2, false, false, Set.of(500), Set.of("GET"), 20);
    try (TestOrigin unavailable = counting(asked, UNAVAILABLE);
        TestOrigin closing = counting(asked, "");
        BadServer refusing = new BadServer(BadServer.Kind.REFUSING)) {
      assertThat(ask(origin(retrying(only500), unavailable.port()), GET)).contains(" 503 ");
      assertThat(ask(origin(retrying(only500), closing.port()), GET)).contains(" 502 ");
      assertThat(asked).hasValue(2);
      Origin two = origin(retrying(only500), refusing.port(), refusing.port() + 1);
      assertThat(ask(two, GET)).contains(" 502 ");
    }
  }

  @Test
  void anOutageIsNotMultipliedByRetries() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Retries little = new Retries(10, true, true, Set.of(503), Set.of("GET"), 1);
    try (TestOrigin server = counting(asked, UNAVAILABLE)) {
      edge.serve(EdgeHarness.host("www.example.com", origin(retrying(little), server.port())));
      long begun = System.nanoTime();
      for (int i = 0; i < 60; i++) {
        assertThat(ask(GET)).startsWith("HTTP/1.1 503 ");
      }
      long seconds = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      assertThat(asked.get()).isBetween(60 + 100, 60 + 101 + (int) seconds * 10);
    }
  }

  @Test
  void eachTimeLimitHasItsOwnReason() throws Exception {
    OriginTimeouts times =
        new OriginTimeouts(Duration.ofMillis(300), Duration.ofMillis(300))
            .withBetweenBytes(Duration.ofMillis(300));
    try (BadServer dead = new BadServer(BadServer.Kind.DEAD);
        BadServer slow = new BadServer(BadServer.Kind.SLOW);
        TestOrigin half =
            new TestOrigin((head, in, out) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"
                      .getBytes(StandardCharsets.US_ASCII));
              return in.read() >= 0;
            })) {
      assertThat(failure(times, dead.port(), " 504 ")).isEqualTo("connect-timeout");
      assertThat(failure(times, slow.port(), " 504 ")).isEqualTo("timeout");
      assertThat(failure(times, half.port(), " 200 ")).isEqualTo("stalled");
      OriginTimeouts total =
          new OriginTimeouts(Eventually.LIMIT, Eventually.LIMIT).withTotal(Duration.ofMillis(300));
      assertThat(failure(total, slow.port(), " 504 ")).isEqualTo("total-timeout");
      assertThat(failure(total, half.port(), " 200 ")).isEqualTo("total-timeout");
    }
  }

  private String failure(OriginTimeouts times, int port, String status) throws Exception {
    edge.serve(
        EdgeHarness.host(
            "www.example.com", origin(OriginPolicy.DEFAULT.withTimeouts(times), port)));
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.send(GET).head()).contains(status);
      if (status.contains("200")) {
        client.rest();
      }
    }
    AccessEntry entry = edge.nextEntry();
    return String.valueOf(entry.failure());
  }
}
