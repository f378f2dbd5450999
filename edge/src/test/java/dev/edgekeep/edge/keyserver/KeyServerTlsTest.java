package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication of the key server, and of the edge to it. */
class KeyServerTlsTest {
  private static final TestCa CA = KeyServersHarness.CA;
  private static final Credential EDGE = CA.issue(TestCa.Leaf.client("edge"));

  private final KeyServersHarness edge = new KeyServersHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private ScriptedKeyServer server(TestCa.Leaf leaf) {
    return edge.server(CA.issue(leaf), CA.certificate());
  }

  private static KeyServer config(
      String host, ScriptedKeyServer server, @Nullable String serverName) {
    return config(host, server, serverName, EDGE);
  }

  private static KeyServer config(
      String host, ScriptedKeyServer server, @Nullable String serverName, Credential identity) {
    return new KeyServer(
        KeyServersHarness.NAME,
        List.of(new KeyServer.Address(host, server.port())),
        KeyServersHarness.identity(identity),
        List.of(Hosts.certificate(CA.certificate())),
        serverName,
        Eventually.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void keyServersOfBothVersionsOfTlsAreSpokenTo(String version) {
    ScriptedKeyServer server = edge.server(version);
    assertThat(edge.value(KeyServersHarness.config(server), (byte) 5)).containsExactly(5);
  }

  @ParameterizedTest
  // As a TLS client, BoringSSL offers no Ed25519.
  @EnumSource(names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
  void keyServersAndEdgesHaveKeysOfEachType(KeyType type) {
    ScriptedKeyServer server = server(TestCa.Leaf.server("keys.example.com").of(type));
    Credential self = CA.issue(TestCa.Leaf.client("edge").of(type));
    assertThat(edge.value(config("127.0.0.1", server, "keys.example.com", self), (byte) 5))
        .containsExactly(5);
  }

  @Test
  void aKeyServerIsVerifiedForTheHostOfItsAddress() {
    ScriptedKeyServer server = server(TestCa.Leaf.server("localhost"));
    assertThat(edge.value(config("localhost", server, null), (byte) 5)).containsExactly(5);
  }

  @Test
  void anIpAddressMustBeInTheCertificate() {
    TestCa.Leaf leaf = TestCa.Leaf.server("keys.example.com");
    GeneralName address = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
    assertThat(edge.value(config("127.0.0.1", server(leaf.named(address)), null), (byte) 5))
        .containsExactly(5);
    assertThat(edge.failure(config("127.0.0.1", server(leaf), null)).detail())
        .contains("name-mismatch")
        .contains("127.0.0.1");
  }

  @Test
  void aKeyServerOfAnotherNameIsNotAsked() {
    ScriptedKeyServer server = server(TestCa.Leaf.server("other.example.com"));
    KeyServerFailure failure = edge.failure(config("127.0.0.1", server, "keys.example.com"));
    assertThat(failure.kind()).isEqualTo(KeyServerFailure.Kind.UNREACHABLE);
    assertThat(failure.detail()).contains("name-mismatch").contains("keys.example.com");
    assertThat(server.asked()).isZero();
  }

  @Test
  void aKeyServerOfAnotherCaIsNotAsked() {
    TestCa other = TestCa.root("Another CA", KeyType.P_256);
    ScriptedKeyServer server =
        edge.server(other.issue(TestCa.Leaf.server("keys.example.com")), CA.certificate());
    KeyServerFailure failure = edge.failure(config("127.0.0.1", server, "keys.example.com"));
    assertThat(failure.kind()).isEqualTo(KeyServerFailure.Kind.UNREACHABLE);
    assertThat(failure.detail()).containsAnyOf("untrusted", "chain-incomplete");
    assertThat(server.asked()).isZero();
  }

  @Test
  void aCertificateThatHasEndedOrIsForClientsIsNotTaken() {
    Instant now = Instant.now();
    ScriptedKeyServer ended =
        server(
            TestCa.Leaf.server("keys.example.com")
                .valid(now.minusSeconds(7200), now.minusSeconds(3600)));
    assertThat(edge.failure(config("127.0.0.1", ended, "keys.example.com")).detail())
        .contains("expired");
    ScriptedKeyServer client =
        server(
            TestCa.Leaf.client("keys")
                .named(new GeneralName(GeneralName.dNSName, "keys.example.com")));
    assertThat(edge.failure(config("127.0.0.1", client, "keys.example.com")).detail())
        .contains("wrong-usage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aKeyServerThatRefusesTheEdgesCertificateIsUnreachableAndTheFailureSaysSo(String version) {
    TestCa other = TestCa.root("Another CA", KeyType.P_256);
    ScriptedKeyServer server =
        edge.server(CA.issue(TestCa.Leaf.server("keys.example.com")), other.certificate(), version);
    KeyServerFailure failure = edge.failure(config("127.0.0.1", server, "keys.example.com"));
    assertThat(failure.kind()).isEqualTo(KeyServerFailure.Kind.UNREACHABLE);
    assertThat(failure.detail()).contains("it refused the edge's certificate");
    assertThat(edge.metrics.up).containsEntry(server.address(), false);
  }

  @Test
  void aNameThatIsUnknownIsToldAsSuch() {
    ScriptedKeyServer server = edge.server();
    assertThat(edge.failure(config("keys.invalid", server, null)).detail())
        .contains(
            "keys.invalid:"
                + server.port()
                + " cannot be reached: the name keys.invalid is unknown");
  }
}
