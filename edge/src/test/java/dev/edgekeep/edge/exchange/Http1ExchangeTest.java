package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What HTTP/1.1 clients get. */
final class Http1ExchangeTest {
  private static final String GET = "GET /a?b HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void requestsOfOneConnectionAreAnsweredInOrder() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(GET).response()).startsWith("HTTP/1.1 200 OK").endsWith("hello");
      assertThat(client.send(GET + GET).response()).endsWith("hello");
      assertThat(client.response()).endsWith("hello");
      assertThat(origin.connections()).isEqualTo(1);
      AccessEntry entry = edge.nextEntry();
      assertThat(List.of(entry.status(), entry.method(), entry.target(), entry.outcome()))
          .isEqualTo(List.of(200, "GET", "/a?b", "complete"));
    }
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }
}
