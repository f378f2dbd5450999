package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that checks the servers of an origin. */
final class HealthCheckTest {
  private static final HealthCheck.Probe HTTP =
      new HealthCheck.Http("/healthz?x=1", List.of(new HealthCheck.StatusRange(204, 299)));

  @TempDir Path folder;
  private NodeHarness edge;

  @BeforeEach
  void start() {
    edge = new NodeHarness(folder);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private static OriginPolicy checking(HealthCheck.Probe probe) {
    return OriginPolicy.DEFAULT.withHealthCheck(
        new HealthCheck(probe, Duration.ofMillis(100), Duration.ofSeconds(5), 2, 2));
  }

  private Host host(OriginPolicy policy, int... ports) {
    Origin origin =
        new Origin(
            "app",
            Arrays.stream(ports)
                .mapToObj(port -> new Origin.Server(false, "127.0.0.1", port))
                .toList(),
            policy,
            null);
    return Hosts.host("off.example.com", ClientAuth.OFF, origin, edge.server);
  }

  /** A server that says its name, and answers checks with a status that can be changed. */
  private static TestOrigin server(String name, AtomicInteger status) throws IOException {
    return new TestOrigin((head, in, out) -> {
      boolean isCheck = head.startsWith("GET /healthz?x=1 HTTP/1.1\r\n");
      String answer =
          isCheck
              ? "HTTP/1.1 %d -\r\nContent-Length: 0\r\n\r\n".formatted(status.get())
              : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name;
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
      return true;
    });
  }

  /** The names of the servers that answer some requests. */
  private Set<String> answering() throws Exception {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      try (SSLSocket client = edge.clients.socket(edge.address(), "off.example.com", null)) {
        String answer = EdgeClients.exchange(client, "off.example.com", "/");
        names.add(answer.strip().substring(answer.strip().length() - 1));
      }
    }
    return names;
  }

  @Test
  void aServerWhoseChecksFailGetsNoRequestsUntilTheyPass() throws Exception {
    AtomicInteger one = new AtomicInteger(204);
    AtomicInteger two = new AtomicInteger(204);
    try (TestOrigin a = server("a", one);
        TestOrigin b = server("b", two)) {
      edge.serve(null, host(checking(HTTP), a.port(), b.port()));
      assertThat(answering()).containsExactlyInAnyOrder("a", "b");
      two.set(200);
      EdgeEvent down = edge.events.next(EdgeEvent.Kind.ORIGIN_UNHEALTHY);
      assertThat(down.detail())
          .isIn(
              "server 127.0.0.1:%d of origin app is unhealthy: a health check failed: it answered 200"
                  .formatted(b.port()),
              "server 127.0.0.1:%d of origin app is unhealthy: 2 health checks in a row failed, the latest: it answered 200"
                  .formatted(b.port()));
      assertThat(answering()).containsExactly("a");
      String labels = "{origin=\"app\",server=\"127.0.0.1:%d\"} ";
      String metric = "edgekeep_origin_server_healthy" + labels;
      assertThat(edge.hasMetric(metric.formatted(a.port()) + "1.0")).isTrue();
      assertThat(edge.hasMetric(metric.formatted(b.port()) + "0.0")).isTrue();
      assertThat(edge.hostsPage())
          .contains(
              "\"origins\":[{\"name\":\"app\",\"servers\":[{\"server\":\"127.0.0.1:%d\",\"healthy\":true,"
                  .formatted(a.port()),
              "{\"server\":\"127.0.0.1:%d\",\"healthy\":false,\"reason\":\"".formatted(b.port()));
      one.set(500);
      edge.events.next(EdgeEvent.Kind.ORIGIN_UNHEALTHY);
      assertThat(answering()).as("all are unhealthy").containsExactlyInAnyOrder("a", "b");
      two.set(204);
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_HEALTHY).detail())
          .contains("127.0.0.1:" + b.port(), "its health checks pass again");
      assertThat(answering()).containsExactly("b");
    }
  }

  @Test
  void aReloadKeepsTheHealthAndOneWithoutChecksForgetsIt() throws Exception {
    AtomicInteger one = new AtomicInteger(204);
    AtomicInteger two = new AtomicInteger(500);
    try (TestOrigin a = server("a", one);
        TestOrigin b = server("b", two)) {
      edge.serve(null, host(checking(HTTP), a.port(), b.port()));
      edge.events.next(EdgeEvent.Kind.ORIGIN_UNHEALTHY);
      OriginPolicy slower =
          OriginPolicy.DEFAULT.withHealthCheck(
              new HealthCheck(HTTP, Duration.ofHours(1), Duration.ofSeconds(5), 2, 2));
      edge.serve(null, host(slower, a.port(), b.port()));
      assertThat(answering()).containsExactly("a");
      edge.serve(null, host(OriginPolicy.DEFAULT, a.port(), b.port()));
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_HEALTHY).detail())
          .contains("it is not checked any more");
      assertThat(answering()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void aServerIsCheckedByOneConnectionAtATime() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger checks = new AtomicInteger();
    try (TestOrigin slow =
        new TestOrigin((head, in, out) -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          checks.incrementAndGet();
          // Until the edge gives up.
          int end = in.read();
          open.decrementAndGet();
          return end >= 0;
        })) {
      OriginPolicy impatient =
          OriginPolicy.DEFAULT.withHealthCheck(
              new HealthCheck(HTTP, Duration.ofMillis(100), Duration.ofMillis(250), 1, 1));
      edge.serve(null, host(impatient, slow.port()));
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_UNHEALTHY).detail())
          .contains("no result within 250 ms");
      Eventually.await("several checks", () -> checks.get() >= 4);
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void aConnectionIsEnoughForACheckByTcp() throws Exception {
    try (ServerSocket socket = new ServerSocket(0);
        BadServer refusing = new BadServer(BadServer.Kind.REFUSING)) {
      edge.serve(
          null, host(checking(new HealthCheck.Tcp()), socket.getLocalPort(), refusing.port()));
      for (int i = 0; i < 3; i++) {
        socket.accept().close();
      }
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_UNHEALTHY).detail())
          .contains("127.0.0.1:" + refusing.port(), "no connection could be made: ", "refused");
    }
  }
}
