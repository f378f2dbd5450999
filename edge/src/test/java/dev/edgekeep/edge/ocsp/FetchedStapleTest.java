package dev.edgekeep.edge.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.TestWeb;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.testing.OpenSslClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl s_client} sees the response that {@code openssl ocsp} gave the node. */
class FetchedStapleTest {
  private static final String NAME = "www.example.com";

  @TempDir private Path folder;

  @Test
  void aFetchedResponseIsStapledWithoutAReload() throws Exception {
    OpenSslCa ca = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Servers");
    try (TestWeb web = new TestWeb()) {
      Credential server =
          ca.issue(
              "www",
              "subjectAltName=DNS:" + NAME,
              "extendedKeyUsage=serverAuth",
              "authorityInfoAccess=OCSP;URI:" + web.url("/ocsp"));
      try (EdgeNode node = EdgeNode.start(snapshot(ca, server), NodeOptions.of("test"))) {
        assertThat(status(node))
            .as("a failing responder delays nobody")
            .contains("no response sent");
        web.answer(
            "/ocsp",
            exchange ->
                TestWeb.send(
                    exchange,
                    200,
                    ca.ocsp(exchange.getRequestBody().readAllBytes(), "-nmin", "60")));
        Eventually.await(
            "the response is stapled", () -> status(node).contains("Cert Status: good"));
      }
    }
  }

  private String status(EdgeNode node) {
    return OpenSslClient.of(node.addresses().getFirst(), NAME, folder)
        .with("-status")
        .get(NAME, "/")
        .output();
  }

  private static Snapshot snapshot(OpenSslCa ca, Credential server) {
    ServerCertificate certificate =
        new ServerCertificate(
            List.of(Hosts.certificate(server.leaf()), Hosts.certificate(ca.certificate())),
            new ServerKey.Held(new PrivateKeyDer(server.key().getEncoded())),
            null,
            new OcspFetch(ForbiddenAddresses.NONE));
    Host host = Hosts.host(NAME, ClientAuth.OFF, server);
    Host stapling = Hosts.with(host, List.of(certificate), Hosts.ANY_TLS);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(any, false, null)),
                null,
                null,
                Limits.DEFAULT,
                Logs.DEFAULT))
        .origins(Map.of(host.origin().name(), host.origin()))
        .hosts(Map.of(stapling.name(), stapling))
        .build();
  }
}
