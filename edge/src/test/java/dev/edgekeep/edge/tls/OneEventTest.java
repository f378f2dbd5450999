package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static dev.edgekeep.edge.testing.Hosts.keyless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.keyserver.KeyServerFailure;
import dev.edgekeep.edge.testing.EdgeClients;
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
import javax.net.ssl.SSLSocket;
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
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final Credential server = serverRoot.issue(Leaf.server(NAME));
  private final TlsHarness edge =
      new TlsHarness(
          host(NAME, auth(Mode.REQUIRE, clientCa("partners", root.certificate())), server));

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

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void forAClientThatResetsTheConnectionWhenItIsRefused(String version) throws Exception {
    EdgeClients clients = new EdgeClients(serverRoot.certificate());
    for (int i = 0; i < 10; i++) {
      Socket tcp = new Socket(edge.address().getAddress(), edge.address().getPort());
      // The JDK presents no certificate of a CA that the server does not name.
      SSLSocket socket = clients.over(tcp, NAME, stranger);
      socket.setEnabledProtocols(new String[] {version});
      assertThat(catchThrowable(() -> socket.getInputStream().read())).isNotNull();
      tcp.setSoLinger(true, 0);
      tcp.close();
    }
    assertCounts("absent", 10);
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,true", "-tls1_2,false", "-tls1_3,true", "-tls1_3,false"})
  void forAKeyOperationThatFails(String version, boolean atOnce) {
    KeyServerFailure failure = new KeyServerFailure(KeyServerFailure.Kind.UNREACHABLE, "gone");
    edge.keys =
        (loop, request, result) -> {
          if (atOnce) {
            result.failed(failure);
          } else {
            loop.execute(() -> result.failed(failure));
          }
        };
    edge.serve(keyless(host(NAME, auth(Mode.OFF), server)));
    for (int i = 0; i < 10; i++) {
      openssl(version).get(NAME, "/");
    }
    assertCounts("key-server", 10);
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,untrusted", "-tls1_2,absent", "-tls1_3,untrusted", "-tls1_3,absent"})
  void forAVerdictOnAHostWhoseKeyIsOnAKeyServer(String version, String verdict) {
    edge.keys = new LocalKeys(server);
    edge.serve(
        keyless(host(NAME, auth(Mode.REQUIRE, clientCa("partners", root.certificate())), server)));
    OpenSslClient openssl = openssl(version);
    for (int i = 0; i < 10; i++) {
      (verdict.equals("absent") ? openssl : openssl.presenting(stranger)).get(NAME, "/");
    }
    assertCounts(verdict, 10);
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
