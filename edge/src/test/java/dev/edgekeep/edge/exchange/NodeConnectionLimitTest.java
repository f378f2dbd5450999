package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The limit of connections to a server holds for the whole node, which has two event loops: they
 * share the places and hand them over.
 */
final class NodeConnectionLimitTest {
  private static final String NAME = "www.example.com";

  @TempDir private Path folder;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private TestOrigin origin;
  private NodeHarness node;

  @BeforeEach
  void start() throws Exception {
    origin =
        new TestOrigin((head, in, out) -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          // The time that a request takes here, so that others would overlap if they could.
          LockSupport.parkNanos(500_000);
          underWay.decrementAndGet();
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    node = new NodeHarness(folder);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    origin.close();
  }

  private void serve(int maxPerServer) {
    Origin limited =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "127.0.0.1", origin.port())),
            OriginPolicy.DEFAULT.withConnections(
                new ConnectionLimits(maxPerServer, 100, Eventually.LIMIT)),
            null);
    node.serve(null, Hosts.host(NAME, ClientAuth.OFF, limited, node.server));
  }

  /** Connections of clients are spread over the event loops, one after the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aServerHasNoMoreConnectionsThanItMayAndEveryRequestIsServed(int maxPerServer)
      throws Exception {
    serve(maxPerServer);
    int clients = 8;
    int requests = 25;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        work.add(() -> served(requests));
      }
      int served = 0;
      for (Future<Integer> each : threads.invokeAll(work)) {
        served += each.get();
      }
      assertThat(served).isEqualTo(clients * requests);
    }
    assertThat(most.get()).isLessThanOrEqualTo(maxPerServer);
    Eventually.await("no more are open", () -> open() <= maxPerServer);
  }

  private int open() {
    return origin.connections() - origin.ended();
  }

  private int served(int requests) throws IOException, GeneralSecurityException {
    int served = 0;
    try (SSLSocket socket = node.clients.socket(node.address(), NAME, null)) {
      for (int i = 0; i < requests; i++) {
        served += EdgeClients.exchange(socket, NAME, "/").startsWith("HTTP/1.1 200 ") ? 1 : 0;
      }
    }
    return served;
  }
}
