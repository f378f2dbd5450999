package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.TlsAlert;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused client gets the alert that its verdict says, over the wire. */
class VerdictAlertTest {
  @TempDir private Path folder;

  private final Instant now = Instant.now();
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final TestCa issuing = root.intermediate("Issuing CA");
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final Credential server =
      TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("www.example.com"));

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void everyKindOfRefusalHasItsAlert(String version) throws CertificateFormatException {
    Leaf leaf = Leaf.client("client");
    Credential good = root.issue(leaf);
    ClientAuth trusting = auth(Mode.REQUIRE, partners);
    refused(version, trusting, issuedAsOf(-48, -24), Verdict.EXPIRED);
    refused(version, trusting, issuedAsOf(24, 48), Verdict.NOT_YET_VALID);
    refused(version, trusting, good, Verdict.REVOKED);
    refused(version, auth(Mode.REQUIRE, withEndedList()), good, Verdict.REVOCATION_UNKNOWN);
    refused(version, trusting, root.issue(forServers(leaf)), Verdict.WRONG_USAGE);
    refused(
        version,
        new ClientAuth(Mode.REQUIRE, List.of(partners), 0),
        issuing.issue(leaf),
        Verdict.PATH_TOO_LONG);
    refused(
        version,
        trusting,
        TestCa.root("Client root", KeyType.P_384).issue(leaf),
        Verdict.BAD_SIGNATURE);
  }

  private Credential issuedAsOf(int fromHours, int toHours) {
    return root.issue(
        Leaf.client("client")
            .valid(now.plus(Duration.ofHours(fromHours)), now.plus(Duration.ofHours(toHours))));
  }

  private static Leaf forServers(Leaf leaf) {
    return new Leaf(
        leaf.subject(),
        leaf.keyType(),
        KeyPurposeId.id_kp_serverAuth,
        leaf.names(),
        leaf.notBefore(),
        leaf.notAfter());
  }

  private ClientCa withEndedList() throws CertificateFormatException {
    byte[] list = root.crlPem(now.minusSeconds(10)).getBytes(StandardCharsets.US_ASCII);
    return new ClientCa(partners.name(), partners.certificates(), PemFiles.revocationLists(list));
  }

  private void refused(String version, ClientAuth auth, Credential client, Verdict verdict) {
    Host host = host("www.example.com", auth, server);
    try (TlsHarness edge = new TlsHarness(host)) {
      if (verdict == Verdict.REVOKED) {
        edge.serve(revoked(partners, client.leaf()), host);
      }
      String output =
          OpenSslClient.of(edge.address(), "www.example.com", folder)
              .with(version)
              .presenting(client)
              .get("www.example.com", "/")
              .output();
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(event.verdict()).as(event.detail()).isEqualTo(verdict);
      TlsAlert alert = Objects.requireNonNull(verdict.alert());
      assertThat(output)
          .as(verdict.label())
          .contains("alert number " + alert.code())
          .doesNotContain("verdict=");
    }
  }
}
