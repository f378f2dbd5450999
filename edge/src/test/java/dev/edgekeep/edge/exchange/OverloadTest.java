package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node without room answers 503 and says when to come back. */
final class OverloadTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private final Semaphore answers = new Semaphore(0);

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin, int most) {
    edge.limits = Limits.builder().concurrentRequests(most).build();
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  private TestOrigin answeringWhenTold() throws IOException {
    return new TestOrigin((head, in, out) -> {
      answers.acquireUninterruptibly();
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return true;
    });
  }

  @Test
  void requestsAboveTheLimitGet503UntilOthersHaveEnded() throws Exception {
    try (TestOrigin origin = answeringWhenTold();
        RawClient first = new RawClient(serving(origin, 2));
        RawHttp2Client second = new RawHttp2Client(edge);
        RawClient third = new RawClient(edge)) {
      first.send(GET);
      second.get(1);
      origin.nextHead();
      origin.nextHead();
      assertThat(third.send(GET).response())
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("\r\nretry-after: 10\r\n");
      second.get(3);
      assertThat(second.response().head().get("retry-after")).hasToString("10");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("2 requests are under way");
      assertThat(edge.metrics.refusedRequests).containsExactly("overloaded", "overloaded");
      answers.release(3);
      assertThat(first.response()).endsWith("ok");
      assertThat(second.response().body()).isEqualTo("ok");
      assertThat(third.send(GET).response()).endsWith("ok");
    }
  }

  @Test
  void requestsWhoseClientLeftAreNotUnderWay() throws Exception {
    try (TestOrigin origin = answeringWhenTold();
        RawClient next = new RawClient(serving(origin, 1))) {
      try (RawClient leaving = new RawClient(edge)) {
        leaving.send(GET);
        origin.nextHead();
      }
      Eventually.await("the request has ended", () -> !edge.entries.isEmpty());
      answers.release(2);
      assertThat(next.send(GET).response()).endsWith("ok");
    }
  }

  @Test
  void aShortageRefusesRequestsUntilItIsOver() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("ok");
        RawClient client = new RawClient(serving(origin, 0))) {
      edge.admission.shortage("the memory is full");
      assertThat(client.send(GET).response()).startsWith("HTTP/1.1 503 ");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("the memory is full");
      edge.admission.shortage(null);
      assertThat(client.send(GET).response()).endsWith("ok");
    }
  }
}
