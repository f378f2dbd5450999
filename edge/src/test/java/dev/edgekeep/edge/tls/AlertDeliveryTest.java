package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.RepeatedTest;

/**
 * The alert arrives, although the client of TLS 1.3 has sent a request by then that nobody reads.
 */
class AlertDeliveryTest {
  private final TestCa root = TestCa.root("Root", KeyType.P_256);
  private final Credential server = root.issue(Leaf.server("www.example.com"));

  @RepeatedTest(20)
  void aRefusedClientThatHasSentItsRequestAlreadyStillHearsWhy() throws Exception {
    var auth = auth(Mode.REQUIRE, clientCa("partners", root.certificate()));
    try (TlsHarness edge = new TlsHarness(host("www.example.com", auth, server));
        SSLSocket socket = connect(edge)) {
      socket.startHandshake();
      Throwable end =
          catchThrowable(() -> {
            socket.getOutputStream().write(new byte[8 * 1024]);
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isEqualTo(-2);
          });
      assertThat(end).hasMessageContaining("certificate_required");
    }
  }

  private SSLSocket connect(TlsHarness edge) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", root.certificate());
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trust);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trustManagers.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(edge.address().getAddress(), edge.address().getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("www.example.com")));
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return socket;
  }
}
