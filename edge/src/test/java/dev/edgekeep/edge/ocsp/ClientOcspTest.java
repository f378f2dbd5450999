package dev.edgekeep.edge.ocsp;

import static dev.edgekeep.edge.testing.EdgeClients.exchange;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RevocationNode;
import dev.edgekeep.edge.testing.TestWeb;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.ClientOcsp.Mode;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.x509.path.Verdict;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of a node that asks a responder: {@code openssl ocsp} answers. */
class ClientOcspTest {
  private static final String PATH = "/ocsp";

  @TempDir private Path folder;

  private final TestWeb web = new TestWeb();
  private OpenSslCa ca;
  private Credential client;

  @BeforeEach
  void createCa() throws IOException {
    ca = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Partners");
    client = ca.client("client", "authorityInfoAccess=OCSP;URI:" + web.url(PATH));
    web.answer(
        PATH,
        exchange ->
            TestWeb.send(
                exchange, 200, ca.ocsp(exchange.getRequestBody().readAllBytes(), "-nmin", "10")));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @ParameterizedTest
  @EnumSource
  void aGoodCertificateIsLetInByItsFirstHandshakeAndAskedAboutOnce(Mode mode) {
    try (RevocationNode node = new RevocationNode(folder, partners(mode))) {
      assertThat(node.curl(client)).contains(" 200");
      assertThat(node.curl(client)).contains(" 200");
      assertThat(web.requests()).containsExactly(PATH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRevokedCertificateIsRefusedByItsFirstHandshakeWithTheAlertThatSaysSo(Mode mode) {
    ca.revoke("client");
    try (RevocationNode node = new RevocationNode(folder, partners(mode))) {
      assertThat(node.curl(client)).contains("certificate revoked");
      EdgeEvent refused = node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(refused.verdict()).isEqualTo(Verdict.REVOKED);
      assertThat(refused.detail()).contains("the OCSP responder " + web.url(PATH));
    }
  }

  @Test
  void aRevocationIsInForceOnAnOpenConnectionWhenTheNextResponseHasCome() throws Exception {
    web.answer(
        PATH,
        exchange -> {
          byte[] request = exchange.getRequestBody().readAllBytes();
          TestWeb.send(exchange, 200, ca.ocsp(request, "-nmin", "10"));
          ca.revoke("client");
        });
    AdjustableClock clock = new AdjustableClock();
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD), clock);
        SSLSocket open = node.connect(client)) {
      assertThat(exchange(open, "www.example.com", "/one")).startsWith("HTTP/1.1 200");
      web.answer(
          PATH,
          exchange ->
              TestWeb.send(
                  exchange, 200, ca.ocsp(exchange.getRequestBody().readAllBytes(), "-nmin", "10")));
      clock.advance(Duration.ofMinutes(6));
      assertThat(exchange(open, "www.example.com", "/two"))
          .as("the response before counts until its end")
          .startsWith("HTTP/1.1 200");
      Eventually.await(
          "the revocation is in force",
          () -> {
            try {
              return exchange(open, "www.example.com", "/three").startsWith("HTTP/1.1 403");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(open.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void withoutAnAnswerHardRefusesAndSoftLetsIn() throws IOException {
    web.answer(PATH, exchange -> TestWeb.send(exchange, 500, new byte[0]));
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
      assertThat(node.curl(client)).contains("certificate unknown");
      EdgeEvent refused = node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(refused.verdict()).isEqualTo(Verdict.REVOCATION_UNKNOWN);
      assertThat(refused.detail()).contains(web.url(PATH).text()).contains("status 500");
      node.apply(partners(Mode.SOFT));
      assertThat(node.curl(client)).contains(" 200");
    }
  }

  @Test
  void garbageTryLaterAndTheSignatureOfAnotherCaAreNoAnswers() throws IOException {
    OpenSslCa other = new OpenSslCa(Files.createDirectory(folder.resolve("other")), "Partners");
    Files.copy(
        ca.folder().resolve("index.txt"),
        other.folder().resolve("index.txt"),
        StandardCopyOption.REPLACE_EXISTING);
    List<TestWeb.Answer> answers =
        List.of(
            exchange -> TestWeb.send(exchange, 200, "hello".getBytes(StandardCharsets.UTF_8)),
            exchange -> TestWeb.send(exchange, 200, new byte[] {0x30, 3, 0x0a, 1, 3}),
            exchange -> TestWeb.send(exchange, 200, new byte[70_000]),
            exchange ->
                TestWeb.send(exchange, 200, other.ocsp(exchange.getRequestBody().readAllBytes())));
    for (TestWeb.Answer answer : answers) {
      web.answer(PATH, answer);
      try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
        assertThat(node.curl(client)).contains("certificate unknown");
      }
    }
  }

  @Test
  void aCertificateThatTheResponderDoesNotKnowIsRefusedUnderHard() throws IOException {
    Files.writeString(ca.folder().resolve("index.txt"), "");
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
      assertThat(node.curl(client)).contains("certificate unknown");
      assertThat(node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .contains("does not know the certificate");
    }
  }

  @Test
  void aResponderOfTheCaSignsForItAndNoOtherCertificateDoes() {
    ca.issue("responder", "extendedKeyUsage=OCSPSigning", "keyUsage=digitalSignature");
    for (String signer : List.of("responder", "client")) {
      web.answer(
          PATH,
          exchange ->
              TestWeb.send(
                  exchange, 200, ca.ocsp(signer, exchange.getRequestBody().readAllBytes())));
      try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
        assertThat(node.curl(client))
            .as(signer)
            .contains(signer.equals("responder") ? " 200" : "certificate unknown");
      }
    }
  }

  @Test
  void aResponderThatHangsCostsOnlyItsClientAndNoLongerThanTheLimit() {
    Credential other = ca.client("other", "authorityInfoAccess=OCSP;URI:" + web.url("/other"));
    web.hang(PATH);
    web.answer(
        "/other",
        exchange -> TestWeb.send(exchange, 200, ca.ocsp(exchange.getRequestBody().readAllBytes())));
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
      Thread waiting =
          Thread.ofVirtual().start(() -> assertThat(node.curl(client)).contains("unknown"));
      Eventually.await("the responder is asked", () -> web.requests().contains(PATH));
      assertThat(node.curl(other)).contains(" 200");
      Eventually.await("the client is refused", () -> !waiting.isAlive());
      assertThat(node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .contains("no complete response within");
    }
  }

  @Test
  void aClientThatLeavesWhileTheResponderHangsIsForgotten() throws Exception {
    web.hang(PATH);
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
      SSLSocket leaving = node.connect(client);
      Thread handshake =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  leaving.startHandshake();
                } catch (IOException _) {
                  // Its socket is closed.
                }
              });
      Eventually.await("the responder is asked", () -> web.requests().contains(PATH));
      handshake.join(Eventually.LIMIT);
      leaving.close();
      assertThat(node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail()).isNotEmpty();
    }
  }

  @Test
  void onlyACertificateThatVerifiesMakesTheNodeAskAResponder() throws IOException {
    OpenSslCa strangers =
        new OpenSslCa(Files.createDirectory(folder.resolve("strangers")), "Partners");
    Credential stranger =
        strangers.client("stranger", "authorityInfoAccess=OCSP;URI:" + web.url(PATH));
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.SOFT))) {
      assertThat(node.curl(stranger)).doesNotContain(" 200");
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void anAddressThatIsForbiddenIsNotAsked() {
    ForbiddenAddresses tenant = new ForbiddenAddresses(List.of(), true, List.of());
    ClientOcsp hard = new ClientOcsp(Mode.HARD, ClientOcsp.DEFAULT_TIMEOUT, null);
    ClientCa strict =
        clientCa("partners", ca.certificate()).withRemote(new RemoteRevocation(null, hard, tenant));
    try (RevocationNode node = new RevocationNode(folder, strict)) {
      assertThat(node.curl(client)).contains("certificate unknown");
      assertThat(node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .contains("not allowed: 127.0.0.1");
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void theServerOfOpensslIsAsked() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -port %d"
                    .formatted(port)
                    .split(" "))
            .directory(ca.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ca.folder().resolve("ocsp.log").toFile())
            .start();
    Credential theirs =
        ca.client("theirs", "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port);
    try (RevocationNode node = new RevocationNode(folder, partners(Mode.HARD))) {
      Path log = ca.folder().resolve("ocsp.log");
      Eventually.await("openssl listens", () -> contains(log, "waiting for OCSP client"));
      node.awaitWelcome(theirs);
    } finally {
      server.destroy();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ClientCa partners(Mode mode) {
    ClientOcsp ocsp = new ClientOcsp(mode, Duration.ofSeconds(2), null);
    return clientCa("partners", ca.certificate())
        .withRemote(new RemoteRevocation(null, ocsp, ForbiddenAddresses.NONE));
  }
}
