package dev.edgekeep.edge.revocation;

import static dev.edgekeep.edge.testing.EdgeClients.exchange;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RevocationNode;
import dev.edgekeep.edge.testing.TestWeb;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.x509.path.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of a CA that openssl runs, fetched by a node from a web server. */
class FetchedListTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir private Path folder;

  private final TestWeb web = new TestWeb();
  private OpenSslCa ca;
  private Credential client;

  @BeforeEach
  void createCa() throws IOException {
    ca = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Partners");
    client = ca.client("client");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void aRevocationOnAFetchedListIsInForceOnAnOpenConnection() throws Exception {
    web.serve("/partners.crl", ca.list());
    try (RevocationNode node = new RevocationNode(folder, partners(web.url("/partners.crl")))) {
      node.awaitWelcome(client);
      try (SSLSocket open = node.connect(client)) {
        assertThat(exchange(open, "www.example.com", "/one")).startsWith("HTTP/1.1 200");
        node.events.next(EdgeEvent.Kind.REVOCATION_LIST_FETCHED);
        ca.revoke("client");
        web.serve("/partners.crl", ca.list());
        assertThat(node.events.next(EdgeEvent.Kind.REVOCATION_LIST_FETCHED).detail())
            .contains("number 2, 1 entries");
        Eventually.await(
            "the list is in force", () -> node.curl(client).contains("certificate revoked"));
        assertThat(exchange(open, "www.example.com", "/two")).startsWith("HTTP/1.1 403");
        assertThat(open.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void untilTheFirstListHasArrivedClientsAreRefusedAndTheLogNamesTheUrlAndTheCause() {
    HttpUrl url = web.url("/partners.crl");
    try (RevocationNode node = new RevocationNode(folder, partners(url))) {
      EdgeEvent failed = node.events.next(EdgeEvent.Kind.REVOCATION_LIST_FAILED);
      assertThat(failed.detail())
          .contains("client CA partners at " + url)
          .contains("status 404")
          .contains("are refused until it arrives");
      assertThat(node.curl(client)).contains("certificate unknown");
      EdgeEvent refused = node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(refused.verdict()).isEqualTo(Verdict.REVOCATION_UNKNOWN);
      assertThat(refused.detail()).contains(url.text()).contains("status 404");
      web.serve("/partners.crl", ca.list());
      node.awaitWelcome(client);
      assertThat(node.page("/revocation")).contains(url.text()).contains("\"number\":\"1\"");
      assertThat(node.page("/metrics"))
          .contains("edgekeep_revocation_list_fetches_total{result=\"received\"}")
          .contains("edgekeep_revocation_list_due_timestamp_seconds{client_ca=\"partners\"");
    }
  }

  @Test
  void aChangedIntervalKeepsTheListsThatHaveArrived() throws Exception {
    web.serve("/partners.crl", ca.list());
    HttpUrl url = web.url("/partners.crl");
    try (RevocationNode node = new RevocationNode(folder, partners(url))) {
      node.awaitWelcome(client);
      web.hang("/partners.crl");
      node.apply(
          partners(
              new RemoteLists(List.of(url), false, Duration.ofHours(2)), ForbiddenAddresses.NONE));
      assertThat(node.curl(client)).contains(" 200");
    }
  }

  @Test
  void anAddressThatIsForbiddenIsNotConnectedTo() {
    web.serve("/partners.crl", ca.list());
    ForbiddenAddresses tenant = new ForbiddenAddresses(List.of(), true, List.of());
    RemoteLists lists = new RemoteLists(List.of(web.url("/partners.crl")), false, SOON);
    try (RevocationNode node = new RevocationNode(folder, partners(lists, tenant))) {
      assertThat(node.events.next(EdgeEvent.Kind.REVOCATION_LIST_FAILED).detail())
          .contains("not allowed: 127.0.0.1:");
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void onlyACertificateThatVerifiesMakesTheNodeFetchTheListThatItNames() throws Exception {
    String point = "crlDistributionPoints=URI:" + web.url("/named.crl");
    web.serve("/named.crl", ca.list());
    OpenSslCa strangers =
        new OpenSslCa(Files.createDirectory(folder.resolve("strangers")), "Partners");
    Credential stranger = strangers.client("stranger", point);
    Credential partner = ca.client("partner", point);
    RemoteLists named = new RemoteLists(List.of(), true, Duration.ofHours(1));
    try (RevocationNode node =
        new RevocationNode(folder, partners(named, ForbiddenAddresses.NONE))) {
      assertThat(node.curl(stranger)).doesNotContain(" 200");
      node.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(web.requests()).isEmpty();
      node.awaitWelcome(partner);
      assertThat(web.requests()).containsExactly("/named.crl");
    }
  }

  private ClientCa partners(HttpUrl url) {
    return partners(new RemoteLists(List.of(url), false, SOON), ForbiddenAddresses.NONE);
  }

  private ClientCa partners(RemoteLists lists, ForbiddenAddresses forbidden) {
    return clientCa("partners", ca.certificate())
        .withRemote(new RemoteRevocation(lists, null, forbidden));
  }
}
