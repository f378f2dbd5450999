package dev.edgekeep.cli.imports;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.edge.Configuration;
import dev.edgekeep.cli.edge.ConfiguredEdge;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge with an imported configuration serves whom nginx served, and refuses whom it refused. */
class ServedImportTest {
  private static final List<String> CLIENTS =
      List.of("nobody", "alice", "revoked", "stranger", "expired", "deep");

  @TempDir private Path folder;
  private HttpServer origin;
  private int tls;

  @BeforeEach
  void files() throws Exception {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          byte[] body = ("origin saw " + exchange.getRequestURI()).getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    try (ServerSocket free = new ServerSocket(0)) {
      tls = free.getLocalPort();
    }
    TestCa root = TestCa.root("Clients", KeyType.P_256);
    Credential revoked = root.issue(Leaf.client("revoked"));
    write("revoked", revoked);
    write("alice", root.issue(Leaf.client("alice")));
    Instant now = Instant.now();
    write(
        "expired",
        root.issue(
            Leaf.client("expired")
                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))));
    TestCa two = root.intermediate("One").intermediate("Two");
    write("deep", two.issue(Leaf.client("deep")));
    write("stranger", TestCa.root("Others", KeyType.P_256).issue(Leaf.client("stranger")));
    TestCa servers = TestCa.root("Servers", KeyType.P_256);
    write(
        "server",
        servers.issue(Leaf.server("on.example.com", "opt.example.com", "any.example.com")));
    Files.writeString(folder.resolve("servers.pem"), servers.pem());
    Files.writeString(folder.resolve("clients.pem"), root.pem());
    Files.writeString(
        folder.resolve("clients.crl"), root.crlPem(now.plus(Duration.ofDays(1)), revoked.leaf()));
  }

  @AfterEach
  void stop() {
    origin.stop(0);
  }

  private void write(String name, Credential credential) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), credential.chainPem());
    Files.writeString(folder.resolve(name + ".key"), credential.keyPem());
  }

  private Path nginxConf() throws IOException {
    return Files.writeString(
        folder.resolve("nginx.conf"),
        """
        worker_processes 1;
        daemon off;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
          uwsgi_temp_path tmp; scgi_temp_path tmp;
          upstream app { server 127.0.0.1:%1$d weight=2; keepalive 4; }
          ssl_certificate server.pem;
          ssl_certificate_key server.key;
          server {
            listen 127.0.0.1:%2$d ssl default_server;
            server_name on.example.com;
            ssl_client_certificate clients.pem;
            ssl_verify_client on;
            location / { proxy_pass http://app; proxy_set_header Host $host; }
            location /denied/ { deny all; proxy_pass http://app; }
          }
          server {
            listen 127.0.0.1:%2$d ssl;
            server_name opt.example.com;
            ssl_client_certificate clients.pem;
            ssl_crl clients.crl;
            ssl_verify_client optional;
            location / { proxy_pass http://app; }
            location /admin/ {
              if ($ssl_client_verify != SUCCESS) { return 403; }
              proxy_pass http://app;
            }
            location /api/ { proxy_pass http://app/v1/; }
          }
          server {
            listen 127.0.0.1:%2$d ssl;
            server_name any.example.com;
            location / { proxy_pass http://app; }
          }
        }
        """
            .formatted(origin.getAddress().getPort(), tls));
  }

  @Test
  void whomNginxRefusedTheEdgeRefusesAndTheOthersAreServed() throws Exception {
    Path conf = nginxConf();
    Map<String, String> before = new LinkedHashMap<>();
    Process nginx =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    try {
      Eventually.await("nginx listens", this::isListening);
      ask(before);
    } finally {
      nginx.destroy();
      assertThat(nginx.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    Path yaml = folder.resolve("edge.yaml");
    CommandRun run = CommandRun.of("import", conf.toString(), "--out", yaml.toString());
    assertThat(run.err()).contains("nginx.conf:19: deny all: it restricts access");
    assertThat(run.status()).isEqualTo(1);
    Map<String, String> after = new LinkedHashMap<>();
    try (ConfiguredEdge edge =
        ConfiguredEdge.start(
            yaml, Instant.now(), Configuration.require(yaml, SnapshotReader.read(yaml)))) {
      edge.awaitReady();
      ask(after);
    }
    assertThat(before.values()).contains("refused", "origin saw /", "origin saw /v1/x");
    assertThat(after).isEqualTo(before);
  }

  private boolean isListening() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), tls)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void ask(Map<String, String> answers) {
    for (String client : CLIENTS) {
      for (String url :
          List.of(
              "on.example.com/",
              "on.example.com/denied/x",
              "opt.example.com/",
              "opt.example.com/admin/x",
              "opt.example.com/api/x",
              "any.example.com/")) {
        answers.put(client + " " + url, ask(client, url));
      }
    }
  }

  /** The body of a successful response, else "refused". */
  private String ask(String client, String url) {
    String host = url.substring(0, url.indexOf('/'));
    List<String> curl =
        new ArrayList<>(
            List.of("curl", "-sS", "--fail", "--max-time", "20", "--cacert", file("servers.pem")));
    curl.addAll(List.of("--resolve", "%s:%d:127.0.0.1".formatted(host, tls)));
    if (!client.equals("nobody")) {
      curl.addAll(List.of("--cert", file(client + ".pem"), "--key", file(client + ".key")));
    }
    curl.add("https://%s:%d%s".formatted(host, tls, url.substring(host.length())));
    Processes.Result result = Processes.run("", curl);
    return result.status() == 0 ? result.output() : "refused";
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
