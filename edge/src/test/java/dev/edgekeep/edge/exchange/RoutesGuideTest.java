package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.GuidePage;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the guide about routes does what its table says, on a whole node. */
final class RoutesGuideTest {
  private static final String HOST = "www.example.com";

  @TempDir private Path folder;

  private final GuidePage page = GuidePage.read("routes.md");
  private final TestCa servers = TestCa.root("Servers", KeyType.P_256);
  private final TestCa partners = TestCa.root("Partners", KeyType.P_256);
  private final TestCa staff = TestCa.root("Staff", KeyType.P_256);
  private final EdgeClients clients = new EdgeClients(servers.certificate());
  private TestOrigin web;
  private TestOrigin api;
  private EdgeNode node;

  @BeforeEach
  void start() throws Exception {
    web = TestOrigin.saying("web");
    api = TestOrigin.saying("api");
    Credential server = servers.issue(Leaf.server(HOST));
    Files.writeString(folder.resolve("www.pem"), server.chainPem());
    Files.writeString(folder.resolve("www.key"), server.keyPem());
    Files.writeString(folder.resolve("partners.pem"), partners.pem());
    Files.writeString(folder.resolve("staff.pem"), staff.pem());
    Path file = Files.writeString(folder.resolve("edge.yaml"), config() + page.example("hosts:"));
    node =
        EdgeNode.start(
            switch (SnapshotReader.read(file, Instant.now())) {
              case ReadResult.Read read -> read.snapshot();
              case ReadResult.Refused refused ->
                  throw new AssertionError(refused.problems().toString());
            },
            NodeOptions.of("test"));
  }

  private String config() {
    return """
    version: 1
    listeners: [{address: "127.0.0.1:0"}]
    clientCas:
      partners: {certificates: {file: partners.pem}}
      staff: {certificates: {file: staff.pem}}
    origins:
      web: {servers: ["http://127.0.0.1:%d"]}
      api: {servers: ["http://127.0.0.1:%d"]}
    logs: {access: off, events: off}
    """
        .formatted(web.port(), api.port());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    web.close();
    api.close();
  }

  @Test
  void eachRowOfTheTableIsTrue() throws Exception {
    List<GuidePage.Row> rows =
        page.rows("# Routes: several origins behind one host, client certificates per path");
    assertThat(rows).hasSize(10);
    Credential partner = partners.issue(Leaf.client("partner"));
    Credential colleague = staff.issue(Leaf.client("colleague"));
    for (GuidePage.Row row : rows) {
      String target = row.codes(0).getFirst();
      check(row, target, row.codes(1).getFirst(), null);
      check(row, target, row.codes(2).getFirst(), partner);
      check(row, target, row.codes(3).getFirst(), colleague);
    }
    assertThat(web.hasHeads() || api.hasHeads()).as("more requests than expected").isFalse();
  }

  private void check(
      GuidePage.Row row, String target, String status, @Nullable Credential credential)
      throws Exception {
    try (SSLSocket socket = clients.socket(node.addresses().getFirst(), HOST, credential)) {
      assertThat(EdgeClients.exchange(socket, HOST, target))
          .as("%s by %s", target, credential)
          .startsWith("HTTP/1.1 " + status);
    }
    if (status.equals("200")) {
      TestOrigin origin = row.codes(4).getFirst().equals("web") ? web : api;
      assertThat(origin.nextHead()).startsWith("GET " + row.codes(4).getLast() + " HTTP/1.1");
    }
  }
}
