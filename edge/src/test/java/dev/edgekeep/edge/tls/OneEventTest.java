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
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused handshake leaves one event and one count, however many things break with it. */
class OneEventTest {
  private static final String NAME = "www.example.com";

  @TempDir private Path folder;

  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential stranger =
      TestCa.root("Stranger", KeyType.P_256).issue(Leaf.client("stranger"));
  private final TlsHarness edge =
      new TlsHarness(
          host(
              NAME,
              auth(Mode.REQUIRE, clientCa("partners", root.certificate())),
              TestCa.root("Server root", KeyType.P_256).issue(Leaf.server(NAME))));

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void forAVerdict(String version) {
    for (int i = 0; i < 10; i++) {
      openssl(version).presenting(stranger).get(NAME, "/");
    }
    assertCounts("untrusted", 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void forAClientWithoutACertificate(String version) {
    openssl(version).get(NAME, "/");
    assertCounts("absent", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void forAClientThatRefusesTheServer(String version) {
    openssl(version).presenting(client).with("-verify_return_error").get(NAME, "/");
    assertCounts("client-refused", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void forASessionWhoseGroundsAreGone(String version) {
    String session = folder.resolve("session.pem").toString();
    openssl(version).presenting(client).with("-sess_out", session).get(NAME, "/");
    edge.now = edge.now.plus(Duration.ofDays(2));
    openssl(version).presenting(client).with("-sess_in", session).get(NAME, "/");
    assertCounts("expired", 1);
  }

  @ParameterizedTest
  @CsvSource({"-alpn smtp,no-application-protocol", "-tls1_1 -cipher DEFAULT@SECLEVEL=0,protocol"})
  void forAClientOfAnotherKind(String options, String reason) {
    UnaryOperator<OpenSslClient> with = c -> c.with(options.split(" "));
    with.apply(OpenSslClient.of(edge.address(), NAME, folder)).get(NAME, "/");
    assertCounts(reason, 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forAClientThatLeavesInTheMiddle(boolean reset) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(NAME, 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(32 * 1024);
    engine.wrap(ByteBuffer.allocate(0), hello);
    try (Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
      socket.getOutputStream().write(hello.array(), 0, hello.position());
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo(22);
      socket.setSoLinger(reset, 0);
    }
    assertCounts("client-closed", 1);
  }

  private OpenSslClient openssl(String version) {
    return OpenSslClient.of(edge.address(), NAME, folder).with(version);
  }

  private void assertCounts(String reason, int count) {
    for (int i = 0; i < count; i++) {
      edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    }
    // Its loops have ended then, and nothing is left to come.
    edge.close();
    edge.events.expectNoMore();
    assertThat(edge.metrics.refusedHandshakes).hasSize(count).containsOnly(reason);
  }
}
