package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that connects by address gets the listener's default host, and what that asks of it. */
class DefaultHostTest {
  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential client = root.issue(Leaf.client("client"));
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final Host www =
      host(
          "www.example.com",
          auth(Mode.REQUIRE, partners),
          TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("www.example.com")));

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.0.0.1.", "::1", "[::1]", "2001:DB8::A", "::ffff:192.0.2.1", ""})
  void anAddressInSniIsTheDefaultHost(String name) {
    try (TlsHarness edge = new TlsHarness("www.example.com", 60_000, www)) {
      assertThat(client(edge, name).presenting(client).get("x", "/").output())
          .contains("sni=www.example.com", "verdict=verified");
      assertThat(client(edge, name).get("x", "/").output()).doesNotContain("verdict=");
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
      assertThat(event.verdict()).isEqualTo(Verdict.ABSENT);
      assertThat(event.host()).isEqualTo("www.example.com");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "[::1]"})
  void withoutADefaultHostAnAddressIsRefused(String name) {
    try (TlsHarness edge = new TlsHarness(www)) {
      assertThat(client(edge, name).get("x", "/").output()).contains("unrecognized name");
      assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
          .startsWith("unknown-host: ")
          .contains("the address " + name, "no defaultHost");
    }
  }

  @Test
  void anotherNameIsStillUnknown() {
    try (TlsHarness edge = new TlsHarness("www.example.com", 60_000, www)) {
      for (String name : new String[] {"other.example.com", "127.1", "256.0.0.1", "1.2.3.4.5"}) {
        assertThat(client(edge, name).get("x", "/").output()).contains("unrecognized name");
        assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).detail())
            .startsWith("unknown-host: ");
      }
    }
  }

  private OpenSslClient client(TlsHarness edge, String name) {
    return OpenSslClient.of(edge.address(), name, folder);
  }
}
