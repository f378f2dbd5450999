package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge fetches the revocation lists of a control plane's custom CA. */
class FetchedRevocationTest {
  private static final String HOST = "www.example.com";

  @TempDir private Path folder;
  private final TestCa partners = TestCa.root("Partners", KeyType.P_256);
  private HttpServer lists;
  private volatile String list = "";
  private TestControlPlane control;

  @BeforeEach
  void start() throws Exception {
    lists = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lists.createContext(
        "/",
        exchange -> {
          byte[] body = list.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    lists.start();
    control = TestControlPlane.start(folder);
  }

  @AfterEach
  void stop() {
    control.close();
    lists.stop(0);
  }

  @Test
  void clientsAreRefusedUntilTheFirstListHasArrived() throws Exception {
    makeHost();
    String url = "http://127.0.0.1:%d/partners.crl".formatted(lists.getAddress().getPort());
    String roots = file("partners.pem", partners.pem());
    done("ca", "upload", "partners", "--file", roots, "--crl-url", url);
    done("ca", "bind", "--ca-name", "partners", HOST);
    assertThat(status()).isEqualTo("000");
    Eventually.await("the refusal is in the log", () -> events().contains("revocation-unknown"));
    // The renewed bundle still needs a list.
    done("ca", "replace", "partners", "--file", roots);
    assertThat(done("ca", "get", "partners", "-o", "json")).contains(url);
    assertThat(status()).isEqualTo("000");
    list = partners.crlPem(Instant.now().plus(Duration.ofDays(1)));
    Eventually.await("the list arrives", () -> status().equals("200"));
  }

  @Test
  void replacingCanRemoveListsAndResponders() throws Exception {
    makeHost();
    String roots = file("partners.pem", partners.pem());
    done(
        "ca",
        "upload",
        "partners",
        "--file",
        roots,
        "--crl-url",
        "http://127.0.0.1:1/x.crl",
        "--ocsp",
        "hard");
    done("ca", "bind", "--ca-name", "partners", HOST);
    assertThat(status()).isEqualTo("000");
    done("ca", "replace", "partners", "--file", roots, "--no-crl-url");
    assertThat(done("ca", "get", "partners", "-o", "json"))
        .doesNotContain("x.crl")
        .contains("\"ocsp\"");
    CommandRun both =
        control.run("ca", "replace", "partners", "--file", roots, "--ocsp", "soft", "--no-ocsp");
    assertThat(both.status()).isEqualTo(2);
    done("ca", "replace", "partners", "--file", roots, "--no-ocsp");
    assertThat(done("ca", "get", "partners", "-o", "json")).doesNotContain("\"ocsp\"");
    Eventually.await("clients are let in", () -> status().equals("200"));
  }

  @Test
  void theResponderOfACustomCaDecidesAndIsAskedByTheEdge() throws Exception {
    OpenSslCa ca = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Partners");
    lists.createContext(
        "/ocsp",
        exchange -> {
          byte[] answer = ca.ocsp(exchange.getRequestBody().readAllBytes(), "-nmin", "10");
          exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    String url = "http://127.0.0.1:%d/ocsp".formatted(lists.getAddress().getPort());
    Credential alice = ca.client("alice", "authorityInfoAccess=OCSP;URI:" + url);
    Credential bob = ca.client("bob", "authorityInfoAccess=OCSP;URI:" + url);
    ca.revoke("bob");
    makeHost(alice);
    String roots = ca.folder().resolve("ca.pem").toString();
    done("ca", "upload", "partners", "--file", roots, "--ocsp", "hard");
    done("ca", "bind", "--ca-name", "partners", HOST);
    Eventually.await("alice is let in", () -> status().equals("200"));
    file("client.pem", bob.chainPem());
    file("client.key", bob.keyPem());
    assertThat(status()).isEqualTo("000");
    Eventually.await(
        "the event log has the reason",
        () -> events().contains("\"revoked\"") && events().contains("OCSP responder " + url));
  }

  private String events() {
    try {
      return Files.readString(folder.resolve("events.log"));
    } catch (IOException e) {
      return "";
    }
  }

  private void makeHost() throws IOException {
    makeHost(partners.issue(Leaf.client("alice")));
  }

  private void makeHost(Credential client) throws IOException {
    Credential server = TestCa.root("Server root", KeyType.P_256).issue(Leaf.server(HOST));
    file("client.pem", client.chainPem());
    file("client.key", client.keyPem());
    done("site", "create", "example.com");
    done("origin", "set", "app", "--to", control.originUrl());
    String certificate =
        done(
                "cert",
                "upload",
                "--chain",
                file("server.pem", server.chainPem()),
                "--key",
                file("server.key", server.keyPem()))
            .strip();
    done("host", "set", HOST, "--certificate", certificate, "--origin", "app");
    done("host", "set", HOST, "--client-auth", "require");
  }

  private String done(String... arguments) {
    CommandRun run = control.run(arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  /** The status that curl gets for a new connection; 000 where the handshake is refused. */
  private String status() {
    return Processes.run(
            "",
            List.of(
                "curl",
                "-s",
                "-k",
                "--max-time",
                "60",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--cert",
                folder.resolve("client.pem").toString(),
                "--key",
                folder.resolve("client.key").toString(),
                "--connect-to",
                "::127.0.0.1:" + control.edge().getPort(),
                "https://" + HOST + "/"))
        .output()
        .strip();
  }
}
