package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every TLS version × server and client key type × mode, with the real openssl as the client. */
class HandshakeMatrixTest {
  @TempDir private Path folder;

  static List<Arguments> versionsKeysModes() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("-tls1_2", "-tls1_3")) {
      for (KeyType keyType : KeyType.values()) {
        for (Mode mode : Mode.values()) {
          rows.add(Arguments.of(version, keyType, mode));
        }
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("versionsKeysModes")
  void clientsAreTreatedAsTheModeSays(String version, KeyType keyType, Mode mode) {
    TestCa serverCa = TestCa.root("Server root", keyType);
    TestCa clientCa = TestCa.root("Client root", keyType);
    TestCa strangers = TestCa.root("Strangers", keyType);
    // BoringSSL asks for no Ed25519 signatures of clients, so that their keys are of the other
    // types.
    KeyType clientKey = keyType == KeyType.ED25519 ? KeyType.P_256 : keyType;
    Credential known = clientCa.issue(Leaf.client("known").of(clientKey));
    Credential stranger = strangers.issue(Leaf.client("stranger").of(clientKey));
    Credential server = serverCa.issue(Leaf.server("www.example.com").of(keyType));
    var auth =
        mode == Mode.OFF ? auth(mode) : auth(mode, clientCa("partners", clientCa.certificate()));
    try (TlsHarness edge = new TlsHarness(host("www.example.com", auth, server))) {
      OpenSslClient client =
          OpenSslClient.of(edge.address(), "www.example.com", folder).with(version);

      Processes.Result withKnown = client.presenting(known).get("www.example.com", "/");
      assertThat(withKnown.output())
          .contains(mode == Mode.OFF ? "verdict=absent" : "verdict=verified");

      Processes.Result without = client.get("www.example.com", "/");
      Processes.Result withStranger = client.presenting(stranger).get("www.example.com", "/");
      if (mode == Mode.REQUIRE) {
        assertThat(without.output())
            .containsAnyOf("alert certificate required", "alert handshake failure")
            .doesNotContain("verdict=");
        EdgeEvent absent = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
        assertThat(absent.verdict()).isEqualTo(Verdict.ABSENT);
        assertThat(withStranger.output()).contains("alert unknown ca").doesNotContain("verdict=");
        EdgeEvent untrusted = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
        assertThat(untrusted.verdict()).isIn(Verdict.UNTRUSTED, Verdict.CHAIN_INCOMPLETE);
        assertThat(untrusted.issuer()).isEqualTo("CN=Strangers");
        assertThat(untrusted.acceptableCas()).containsExactly("CN=Client root");
      } else {
        assertThat(without.output()).contains("verdict=absent");
        assertThat(withStranger.output())
            .containsPattern(
                mode == Mode.OFF ? "verdict=absent" : "verdict=(untrusted|chain-incomplete)");
      }
    }
  }
}
