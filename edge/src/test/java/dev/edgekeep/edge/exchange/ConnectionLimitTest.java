package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that may have few connections at once. */
final class ConnectionLimitTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private final Semaphore answers = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final TestOrigin slow = slow();
  private final List<RawClient> clients = new ArrayList<>();

  ConnectionLimitTest() throws IOException {}

  /** A server that answers when the test lets it. */
  private TestOrigin slow() throws IOException {
    return new TestOrigin((head, in, out) -> {
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      asked.incrementAndGet();
      answers.acquireUninterruptibly();
      underWay.decrementAndGet();
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return true;
    });
  }

  @AfterEach
  void stop() throws Exception {
    answers.release(1_000);
    for (RawClient client : clients) {
      client.close();
    }
    slow.close();
    edge.close();
  }

  private void serve(int maxPerServer, int queue, Duration timeout) {
    Origin origin =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "127.0.0.1", slow.port())),
            OriginPolicy.DEFAULT.withConnections(
                new ConnectionLimits(maxPerServer, queue, timeout)),
            null);
    edge.serve(EdgeHarness.host("www.example.com", origin));
  }

  private RawClient send() throws IOException {
    RawClient client = new RawClient(edge);
    clients.add(client);
    return client.send(GET);
  }

  private void awaitAsked(int count) {
    Eventually.await(count + " requests at the server", () -> asked.get() == count);
  }

  @Test
  void requestsBeyondTheLimitWaitForAConnection() throws Exception {
    serve(2, 10, Eventually.LIMIT);
    List<RawClient> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(send());
    }
    awaitAsked(2);
    answers.release(8);
    for (RawClient client : all) {
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(most).hasValue(2);
    assertThat(slow.connections()).as("connections are reused").isEqualTo(2);
  }

  @Test
  void aRequestThatFindsTheQueueFullGets503WithRetryAfter() throws Exception {
    serve(1, 1, Eventually.LIMIT);
    RawClient first = send();
    awaitAsked(1);
    RawClient second = send();
    // One event loop accepts and reads connections in order: the second is in the queue before.
    assertThat(send().response())
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("\r\nretry-after: ");
    assertThat(edge.nextEntry().failure()).isEqualTo("queue-full");
    answers.release(2);
    assertThat(first.response()).startsWith("HTTP/1.1 200 ");
    assertThat(second.response()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aRequestThatHasWaitedTooLongGets503() throws Exception {
    serve(1, 5, Duration.ofMillis(300));
    RawClient first = send();
    awaitAsked(1);
    assertThat(send().response()).startsWith("HTTP/1.1 503 ");
    assertThat(edge.nextEntry().failure()).isEqualTo("queue-timeout");
    answers.release();
    assertThat(first.response()).startsWith("HTTP/1.1 200 ");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aClientThatGoesAwayGivesUpItsPlace() throws Exception {
    serve(1, 1, Eventually.LIMIT);
    RawClient first = send();
    awaitAsked(1);
    for (int i = 0; i < 3; i++) {
      try (RawClient second = new RawClient(edge)) {
        second.send(GET);
        second.socket.setSoTimeout(300);
        assertThat(isWaiting(second)).isTrue();
      }
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
    }
    answers.release();
    assertThat(first.response()).startsWith("HTTP/1.1 200 ");
  }

  private static boolean isWaiting(RawClient client) throws IOException {
    try {
      return client.response().isEmpty();
    } catch (java.net.SocketTimeoutException e) {
      return true;
    }
  }

  @Test
  void aServerThatDiesWhileRequestsWaitFailsThemAll() throws Exception {
    serve(1, 5, Eventually.LIMIT);
    RawClient first = send();
    awaitAsked(1);
    RawClient second = send();
    slow.close();
    assertThat(first.response()).startsWith("HTTP/1.1 502 ");
    assertThat(second.response()).startsWith("HTTP/1.1 502 ");
    assertThat(answers.tryAcquire(0, TimeUnit.SECONDS)).isFalse();
  }
}
