package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiConnectionsTest {
  private final ApiConnections connections =
      new ApiConnections(ApiLimits.ofThisProcess().withConnections(new ApiLimits.Connected(2, 2)));

  @AfterEach
  void end() {
    connections.close();
  }

  /** A connection of a client, which has no address any more when it has ended. */
  private static final class Client {
    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final EndPoint endPoint;

    private Client(int port) {
      InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      endPoint =
          (EndPoint)
              Proxy.newProxyInstance(
                  EndPoint.class.getClassLoader(),
                  new Class<?>[] {EndPoint.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "getRemoteSocketAddress" -> isOpen.get() ? remote : null;
                        case "close" -> {
                          isOpen.set(false);
                          yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                      });
    }
  }

  private Client opened(int port) {
    Client client = new Client(port);
    connections.opened(client.endPoint);
    return client;
  }

  @Test
  void aConnectionThatHasEndedLeavesItsPlaceAlsoWhereItsPortIsTakenAgain() {
    for (int i = 0; i < 10; i++) {
      Client first = opened(1_000);
      first.isOpen.set(false);
      Client second = opened(1_000);
      connections.closed(first.endPoint);
      second.isOpen.set(false);
      connections.closed(second.endPoint);
    }
    Client last = opened(2_000);
    assertThat(opened(2_001).isOpen).isTrue();
    assertThat(last.isOpen).isTrue();
  }
}
