package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.Nginx;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx and Node as origins over HTTP/2. */
final class Http2PeersTest {
  private static final TestCa CA = TestCa.root("Origin CA", KeyType.P_256);
  private static final String HOST = "Host: www.example.com\r\n";
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\n"
          + HOST
          + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  private static final long LARGE = 256L * 1024 * 1024;

  /** Repeats a request, with its protocol and a trailer. */
  private static final String ECHO =
      """
      const http2 = require('http2'), fs = require('fs');
      const answer = (request, response) => {
        const parts = [];
        request.on('data', part => parts.push(part));
        request.on('end', () => {
          response.setHeader('x-protocol', request.httpVersion);
          if (request.httpVersion === '2.0') response.addTrailers({'x-sum': '1'});
          response.end(Buffer.concat(parts));
        });
      };
      const [alpn, chain, key] = process.argv.slice(2);
      const server = alpn === 'none'
        ? http2.createServer(answer)
        : alpn === 'h2'
          ? http2.createSecureServer({cert: fs.readFileSync(chain), key: fs.readFileSync(key), allowHTTP1: true}, answer)
          : require('https').createServer({cert: fs.readFileSync(chain), key: fs.readFileSync(key)}, answer);
      // Over HTTP/1.1 only: Node offers no WebSockets over HTTP/2 unless it is told to.
      server.on('upgrade', (request, socket) => {
        const accept = require('crypto').createHash('sha1')
          .update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
        socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n'
          + `Sec-WebSocket-Accept: ${accept}\\r\\n\\r\\n`);
        socket.pipe(socket);
      });
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));
      """;

  @TempDir private Path folder;
  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private final class Node implements AutoCloseable {
    private final Process process;
    private final int port;

    /** Speaks in plaintext for {@code none}; otherwise TLS, with HTTP/2 for {@code h2}. */
    Node(String alpn) throws IOException {
      Path script = Files.writeString(folder.resolve("echo.js"), ECHO);
      Credential identity = CA.issue(TestCa.Leaf.server("app.internal"));
      process =
          new ProcessBuilder(
                  "node",
                  script.toString(),
                  alpn,
                  identity.chainFile(folder).toString(),
                  identity.keyFile(folder).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      port = Integer.parseInt(String.valueOf(out.readLine()));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private void serve(Protocol protocol, boolean https, int port) {
    Origin app =
        new Origin(
            "app",
            List.of(new Origin.Server(https, "127.0.0.1", port)),
            Origin.LoadBalancing.ROUND_ROBIN,
            Eventually.LIMIT,
            Eventually.LIMIT,
            new Origin.Tls(List.of(Hosts.certificate(CA.certificate())), "app.internal", null));
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.speaking(protocol, app)));
  }

  /** Posts a body, and returns the head and the body of the response. */
  private String post() throws IOException {
    try (RawClient client = new RawClient(edge)) {
      client.send("POST /a HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello");
      String head = client.head();
      return head.contains("hunked")
          ? head + "\n" + client.chunked()
          : head + "\n" + client.body(head.startsWith("HTTP/1.1 200") ? 5 : 0);
    }
  }

  @Test
  void nodeIsSpokenToWithPriorKnowledge() throws Exception {
    try (Node node = new Node("none")) {
      serve(Protocol.HTTP2, false, node.port);
      assertThat(post()).contains("x-protocol: 2.0").endsWith("hello|x-sum: 1");
    }
  }

  @Test
  void nodeIsSpokenToByAlpn() throws Exception {
    try (Node node = new Node("h2")) {
      serve(Protocol.HTTP2, true, node.port);
      assertThat(post()).contains("x-protocol: 2.0").endsWith("hello|x-sum: 1");
      serve(Protocol.AUTO, true, node.port);
      assertThat(post()).contains("x-protocol: 2.0").endsWith("hello|x-sum: 1");
      serve(Protocol.HTTP1, true, node.port);
      assertThat(post()).contains("x-protocol: 1.1").endsWith("hello");
    }
  }

  @Test
  void aWebSocketTakesAConnectionOfHttp1WhereHttp2CannotCarryIt() throws Exception {
    try (Node node = new Node("h2")) {
      serve(Protocol.AUTO, true, node.port);
      for (int i = 0; i < 3; i++) {
        try (RawClient client = new RawClient(edge)) {
          client.send(UPGRADE);
          assertThat(client.head())
              .startsWith("HTTP/1.1 101 ")
              .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
          client.send("ping");
          assertThat(client.body(4)).isEqualTo("ping");
        }
        assertThat(post()).contains("x-protocol: 2.0");
      }
      serve(Protocol.HTTP2, true, node.port);
      try (RawClient client = new RawClient(edge)) {
        assertThat(client.send(UPGRADE).head()).startsWith("HTTP/1.1 502 ");
      }
    }
  }

  @Test
  void aServerThatDoesNotChooseHttp2IsRefusedUnlessAnythingWillDo() throws Exception {
    try (Node node = new Node("http/1.1")) {
      serve(Protocol.HTTP2, true, node.port);
      assertThat(post()).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("it does not offer HTTP/2");
      serve(Protocol.AUTO, true, node.port);
      assertThat(post()).contains("x-protocol: 1.1").endsWith("hello");
    }
  }

  @Test
  void anOriginInPlaintextWithTheSettingAutoSpeaksHttp1() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello")) {
      serve(Protocol.AUTO, false, origin.port());
      assertThat(post()).startsWith("HTTP/1.1 200 ");
      assertThat(origin.nextHead()).startsWith("POST /a HTTP/1.1");
    }
  }

  @Test
  void nginxMayEndItsConnectionsAfterFewRequests() throws Exception {
    try (Nginx nginx =
        Nginx.http(
            folder,
            " http2",
            "keepalive_requests 3; location / { return 200 \"$server_protocol $request_id\"; }",
            "")) {
      serve(Protocol.HTTP2, false, nginx.address().getPort());
      try (RawClient client = new RawClient(edge)) {
        for (int i = 0; i < 50; i++) {
          client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
          assertThat(client.response()).startsWith("HTTP/1.1 200 ").contains("HTTP/2.0 ");
        }
      }
    }
  }

  @Test
  void aLargeFileOfNginxArrivesWhole() throws Exception {
    // nginx reads it as another user.
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
    Path file = folder.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(LARGE);
    }
    try (Nginx nginx = Nginx.http(folder, " http2", "root %s;".formatted(folder), "")) {
      serve(Protocol.HTTP2, false, nginx.address().getPort());
      try (RawClient client = new RawClient(edge)) {
        client.send("GET /large HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 200 ").contains("Content-Length: " + LARGE);
        assertThat(client.drain(LARGE)).isEqualTo(LARGE);
      }
    }
  }
}
