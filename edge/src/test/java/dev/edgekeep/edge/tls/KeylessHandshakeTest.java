package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.keyless;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.keyserver.KeyRequest;
import dev.edgekeep.edge.keyserver.KeyServerFailure;
import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose private keys are elsewhere, with the real openssl as the client. */
class KeylessHandshakeTest {
  private static final String NAME = "www.example.com";

  @TempDir private Path folder;

  private final Credential rsa =
      TestCa.root("RSA root", KeyType.RSA_2048).issue(Leaf.server(NAME).of(KeyType.RSA_2048));
  private final Credential ecdsa =
      TestCa.root("ECDSA root", KeyType.P_256).issue(Leaf.server(NAME).of(KeyType.P_256));

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
  void handshakesAreDoneWithAndWithoutClientCertificates(
      String version, KeyType keyType, Mode mode) {
    Credential server = TestCa.root("Server root", keyType).issue(Leaf.server(NAME).of(keyType));
    TestCa clients = TestCa.root("Client root", KeyType.P_256);
    Credential known = clients.issue(Leaf.client("known"));
    Credential stranger = TestCa.root("Strangers", KeyType.P_256).issue(Leaf.client("stranger"));
    var auth =
        mode == Mode.OFF ? auth(mode) : auth(mode, clientCa("partners", clients.certificate()));
    LocalKeys keys = new LocalKeys(server);
    try (TlsHarness edge = new TlsHarness(keyless(host(NAME, auth, server)))) {
      edge.keys = keys;
      OpenSslClient client = client(edge).with(version);
      assertThat(client.presenting(known).get(NAME, "/").output())
          .contains(mode == Mode.OFF ? "verdict=absent" : "verdict=verified");
      assertThat(client.get(NAME, "/").output())
          .contains(mode == Mode.REQUIRE ? "alert" : "verdict=absent");
      assertThat(client.presenting(stranger).get(NAME, "/").output())
          .containsPattern(
              switch (mode) {
                case OFF -> "verdict=absent";
                case REQUEST -> "verdict=(untrusted|chain-incomplete)";
                case REQUIRE -> "alert unknown ca";
              });
      KeyRequest request = keys.requests.getFirst();
      assertThat(request.serverName()).isEqualTo(NAME);
      assertThat(request.client()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThat(request.digest() != null).isEqualTo(keyType == KeyType.RSA_2048);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA"})
  void rsaKeyExchangeIsDecryptedByTheKeyServer(String cipher) {
    LocalKeys keys = new LocalKeys(rsa);
    try (TlsHarness edge = new TlsHarness(compatible(keyless(host(NAME, auth(Mode.OFF), rsa))))) {
      edge.keys = keys;
      assertThat(client(edge).with("-tls1_2", "-cipher", cipher).get(NAME, "/").output())
          .contains("Cipher is " + cipher)
          .contains("verdict=absent");
      assertThat(keys.requests).extracting(KeyRequest::opcode).containsExactly(Opcode.RSA_DECRYPT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aResumedSessionNeedsNoKeyServer(String version) {
    LocalKeys keys = new LocalKeys(ecdsa);
    try (TlsHarness edge = new TlsHarness(keyless(host(NAME, auth(Mode.OFF), ecdsa)))) {
      edge.keys = keys;
      String session = folder.resolve("session").toString();
      client(edge).with(version, "-sess_out", session).get(NAME, "/");
      keys.failure = new KeyServerFailure(Kind.UNREACHABLE, "gone");
      assertThat(client(edge).with(version, "-sess_in", session).get(NAME, "/").output())
          .contains("resumed=true");
      assertThat(keys.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aFailedOperationIsToldWithAnAlertAndAnEvent(String version) {
    LocalKeys keys = new LocalKeys();
    keys.failure = new KeyServerFailure(Kind.UNREACHABLE, "nobody listens at 127.0.0.1:2407");
    try (TlsHarness edge = new TlsHarness(keyless(host(NAME, auth(Mode.OFF), ecdsa)))) {
      edge.keys = keys;
      assertThat(client(edge).with(version).get(NAME, "/").output())
          .contains("alert internal error")
          .doesNotContain("verdict=");
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(event.host()).isEqualTo(NAME);
      assertThat(event.detail())
          .isEqualTo("key-server: unreachable: nobody listens at 127.0.0.1:2407");
    }
  }

  @Test
  void aFailedDecryptionIsToldWithAnAlertAndAnEvent() {
    LocalKeys keys = new LocalKeys();
    try (TlsHarness edge = new TlsHarness(compatible(keyless(host(NAME, auth(Mode.OFF), rsa))))) {
      edge.keys = keys;
      assertThat(
              client(edge).with("-tls1_2", "-cipher", "AES128-GCM-SHA256").get(NAME, "/").output())
          .contains("alert internal error");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .startsWith("key-server: key-not-found: ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255})
  void aResultOfAnotherLengthThanTheKeysEndsTheHandshake(int length) {
    LocalKeys keys = new LocalKeys(rsa);
    keys.cutTo = length;
    try (TlsHarness edge = new TlsHarness(keyless(host(NAME, auth(Mode.OFF), rsa)))) {
      edge.keys = keys;
      assertThat(client(edge).get(NAME, "/").output()).contains("alert internal error");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .isEqualTo(
              "key-server: wrong-result: it has %d bytes, and a result of this key has 256"
                  .formatted(length));
    }
  }

  @Test
  void whereNoAnswerEverComesTheHandshakesOwnLimitEndsIt() {
    LocalKeys keys = new LocalKeys(ecdsa);
    keys.silent = true;
    try (TlsHarness edge = new TlsHarness(null, 300, keyless(host(NAME, auth(Mode.OFF), ecdsa)))) {
      edge.keys = keys;
      client(edge).get(NAME, "/");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .startsWith("timeout: ");
    }
  }

  @Test
  void ofTwoCertificatesOnAKeyServerTheClientGetsTheOneItCanVerify() {
    LocalKeys keys = new LocalKeys(ecdsa, rsa);
    try (TlsHarness edge =
        new TlsHarness(compatible(keyless(host(NAME, auth(Mode.OFF), ecdsa, rsa))))) {
      edge.keys = keys;
      OpenSslClient client = client(edge);
      assertThat(client.get(NAME, "/").output()).contains("Peer signature type: ECDSA");
      assertThat(client.with("-sigalgs", "RSA-PSS+SHA256").get(NAME, "/").output())
          .contains("Peer signature type: RSA-PSS")
          .contains("verdict=");
      for (String cipher : List.of("ECDHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256")) {
        assertThat(client.with("-tls1_2", "-cipher", cipher).get(NAME, "/").output())
            .contains("Cipher is " + cipher)
            .contains("verdict=");
      }
    }
  }

  @Test
  void aHostMayHoldOneKeyAndLeaveTheOtherOnAKeyServer() {
    Host held = host(NAME, auth(Mode.OFF), ecdsa);
    Host remote = keyless(host(NAME, auth(Mode.OFF), rsa));
    LocalKeys keys = new LocalKeys(rsa);
    try (TlsHarness edge =
        new TlsHarness(
            Hosts.with(
                held,
                List.of(held.certificates().getFirst(), remote.certificates().getFirst()),
                held.tls()))) {
      edge.keys = keys;
      assertThat(client(edge).get(NAME, "/").output()).contains("Peer signature type: ECDSA");
      assertThat(keys.requests).isEmpty();
      assertThat(client(edge).with("-sigalgs", "RSA-PSS+SHA256").get(NAME, "/").output())
          .contains("Peer signature type: RSA-PSS")
          .contains("verdict=");
      assertThat(keys.requests.getFirst().opcode()).isEqualTo(Opcode.RSA_PSS_SIGN_SHA256);
    }
  }

  private OpenSslClient client(TlsHarness edge) {
    return OpenSslClient.of(edge.address(), NAME, folder);
  }

  private static Host compatible(Host host) {
    return Hosts.with(
        host,
        host.certificates(),
        new TlsPolicy(
            TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_3, CipherSuites.COMPATIBLE));
  }
}
