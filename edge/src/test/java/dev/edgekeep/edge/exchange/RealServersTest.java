package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.Nginx;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import dev.edgekeep.snapshot.OriginTimeouts;
import dev.edgekeep.snapshot.Retries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** nginx and Node serve an origin together with a server that does not: no request fails. */
final class RealServersTest {
  private static final int REQUESTS = 30;
  private static final String NODE =
      """
      const answer = (request, response) => response.end('node');
      const server = process.argv[1] === 'HTTP2'
        ? require('http2').createServer(answer)
        : require('http').createServer(answer);
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));
      """;

  @TempDir private Path folder;
  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @EnumSource(BadServer.Kind.class)
  void oneBadServerBesideNginxAndNodeFailsNoIdempotentRequest(BadServer.Kind kind)
      throws Exception {
    for (Protocol protocol : List.of(Protocol.HTTP1, Protocol.HTTP2)) {
      Process node =
          new ProcessBuilder("node", "-e", NODE, protocol.name())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BadServer bad = new BadServer(kind);
          Nginx nginx =
              Nginx.http(
                  folder,
                  protocol == Protocol.HTTP2 ? " http2" : "",
                  "location / { return 200 \"nginx\"; }",
                  "")) {
        serve(protocol, nginx.address().getPort(), bad.port(), port(node));
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < REQUESTS; i++) {
          answers.add(ask(i % 2 == 0 ? "GET" : "OPTIONS"));
        }
        assertThat(answers).containsExactlyInAnyOrder("nginx", "node");
        assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
            .as("the bad server was asked, too")
            .contains(":" + bad.port());
      } finally {
        node.destroy();
      }
      edge.events.clear();
    }
  }

  private static int port(Process node) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.US_ASCII));
    return Integer.parseInt(String.valueOf(out.readLine()));
  }

  private void serve(Protocol protocol, int... ports) {
    Duration limit = Duration.ofMillis(500);
    OriginPolicy policy =
        OriginPolicy.DEFAULT
            .withProtocol(protocol)
            .withRetries(Retries.DEFAULT)
            .withTimeouts(new OriginTimeouts(limit, Duration.ofSeconds(2)));
    List<Origin.Server> servers =
        Arrays.stream(ports).mapToObj(port -> new Origin.Server(false, "127.0.0.1", port)).toList();
    edge.serve(EdgeHarness.host("www.example.com", new Origin("app", servers, policy, null)));
  }

  private String ask(String method) throws IOException {
    try (RawClient client = new RawClient(edge)) {
      client.send(method + " / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      String head = client.head();
      assertThat(head).startsWith("HTTP/1.1 200 ");
      if (head.contains("hunked")) {
        return client.chunked();
      }
      return client.body(head.contains("Content-Length: 5") ? 5 : 4);
    }
  }
}
