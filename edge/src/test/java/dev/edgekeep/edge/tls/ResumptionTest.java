package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariants 1 and 2 on resumed sessions: a session belongs to its host, and what it says of the
 * client counts no longer than its grounds.
 */
class ResumptionTest {
  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential server =
      TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("a.example", "b.example"));
  private final ClientCa partners = clientCa("partners", root.certificate());

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionIsResumedOnItsHostWithItsVerdictAskedForAgain(String version) {
    try (TlsHarness edge =
        new TlsHarness(host("a.example", auth(Mode.REQUIRE, partners), server))) {
      assertThat(first(edge, version, "a.example").output())
          .contains("resumed=false verdict=verified");
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=true verdict=verified");
      assertThat(edge.metrics.completedHandshakes).last().asString().endsWith("resumed verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aSessionIsNeverResumedOnAnotherHost(String version) {
    try (TlsHarness edge =
        new TlsHarness(
            host("a.example", auth(Mode.REQUEST, partners), server),
            host("b.example", auth(Mode.REQUEST, partners), server))) {
      first(edge, version, "a.example");
      assertThat(again(edge, version, "b.example").output())
          .contains("sni=b.example")
          .contains("resumed=false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientRevokedSinceIsRefusedWithTheAlertThatSaysSo(String version) {
    Host host = host("a.example", auth(Mode.REQUIRE, partners), server);
    try (TlsHarness edge = new TlsHarness(host)) {
      first(edge, version, "a.example");
      edge.serve(revoked(partners, client.leaf()), host);
      assertThat(again(edge, version, "a.example").output())
          .contains("alert certificate revoked")
          .doesNotContain("verdict=");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).verdict())
          .isEqualTo(Verdict.REVOKED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientWithIntermediatesThatWasRevokedSinceIsRefusedWithTheAlert(String version) {
    Host host = host("a.example", auth(Mode.REQUIRE, partners), server);
    Credential deep = root.intermediate("Issuing").issue(Leaf.client("deep"));
    try (TlsHarness edge = new TlsHarness(host)) {
      client(edge, version, "a.example")
          .presenting(deep)
          .with("-sess_out", session())
          .get("a.example", "/");
      edge.serve(revoked(partners, deep.chain().get(1)), host);
      assertThat(
              client(edge, version, "a.example")
                  .presenting(deep)
                  .with("-sess_in", session())
                  .get("a.example", "/")
                  .output())
          .contains("alert certificate revoked");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aRevocationLeavesTheSessionsOfAllOthers(String version) {
    Host host = host("a.example", auth(Mode.REQUIRE, partners), server);
    try (TlsHarness edge = new TlsHarness(host)) {
      first(edge, version, "a.example");
      edge.serve(revoked(partners, root.issue(Leaf.client("another")).leaf()), host);
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=true verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientThatIsNoLongerRevokedResumesItsOldSession(String version) {
    Host host = host("a.example", auth(Mode.REQUIRE, partners), server);
    try (TlsHarness edge = new TlsHarness(host)) {
      first(edge, version, "a.example");
      edge.serve(revoked(partners, client.leaf()), host);
      assertThat(again(edge, version, "a.example").output()).doesNotContain("verdict=");
      edge.serve(host);
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=true verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aHostThatOnlyAsksResumesTheSessionAndKnowsThatItsClientIsRevoked(String version) {
    Host host = host("a.example", auth(Mode.REQUEST, partners), server);
    try (TlsHarness edge = new TlsHarness(host)) {
      first(edge, version, "a.example");
      edge.serve(revoked(partners, client.leaf()), host);
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=true verdict=revoked");
      edge.serve(host);
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=true verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aHostThatNoLongerTrustsTheCaDoesNotTakeItsSessions(String version) {
    ClientCa others = clientCa("others", TestCa.root("Others", KeyType.P_256).certificate());
    try (TlsHarness edge =
        new TlsHarness(host("a.example", auth(Mode.REQUEST, partners), server))) {
      first(edge, version, "a.example");
      edge.serve(host("a.example", auth(Mode.REQUEST, others), server));
      assertThat(again(edge, version, "a.example").output())
          .contains("resumed=false")
          .doesNotContain("verdict=verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aCertificateThatExpiredSinceEndsAResumedSession(String version) {
    try (TlsHarness edge =
        new TlsHarness(host("a.example", auth(Mode.REQUIRE, partners), server))) {
      first(edge, version, "a.example");
      edge.now = edge.now.plus(Duration.ofDays(2));
      assertThat(again(edge, version, "a.example").output()).doesNotContain("verdict=");
      EdgeEvent refused = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(refused.verdict()).isEqualTo(Verdict.EXPIRED);
      assertThat(refused.detail()).startsWith("a session was resumed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aTicketOutlivesOneRotationOfTheKeysAndNotThree(String version) {
    try (TlsHarness edge =
        new TlsHarness(host("a.example", auth(Mode.REQUIRE, partners), server))) {
      first(edge, version, "a.example");
      edge.contexts.rotateSessionKeys();
      assertThat(again(edge, version, "a.example").output()).contains("resumed=true");
      edge.contexts.rotateSessionKeys();
      edge.contexts.rotateSessionKeys();
      assertThat(again(edge, version, "a.example").output()).contains("resumed=false");
    }
  }

  private Processes.Result first(TlsHarness edge, String version, String name) {
    return client(edge, version, name).with("-sess_out", session()).get(name, "/");
  }

  private Processes.Result again(TlsHarness edge, String version, String name) {
    return client(edge, version, name).with("-sess_in", session()).get(name, "/");
  }

  private OpenSslClient client(TlsHarness edge, String version, String name) {
    return OpenSslClient.of(edge.address(), name, folder).with(version).presenting(client);
  }

  private String session() {
    return folder.resolve("session.pem").toString();
  }
}
