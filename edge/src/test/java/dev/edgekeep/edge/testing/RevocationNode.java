package dev.edgekeep.edge.testing;

import static dev.edgekeep.edge.testing.Hosts.auth;

import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocket;

/** A node with one host that requires certificates of one client CA, and its clients. */
public final class RevocationNode implements AutoCloseable {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  public final RecordingEvents events = new RecordingEvents();
  private final TestOrigin origin = new TestOrigin();
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final Credential server = serverRoot.issue(Leaf.server("www.example.com", "localhost"));
  private final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private final Path folder;
  private final EdgeNode node;

  public RevocationNode(Path folder, ClientCa ca) {
    this(folder, ca, InstantSource.system());
  }

  public RevocationNode(Path folder, ClientCa ca, InstantSource clock) {
    this.folder = folder;
    try {
      node = EdgeNode.start(snapshot(ca), new NodeOptions("test", 2, clock, events));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void apply(ClientCa ca) throws IOException {
    node.apply(snapshot(ca));
  }

  private Snapshot snapshot(ClientCa ca) {
    Origin app = origin.origin();
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    for (String name : List.of("www.example.com", "localhost")) {
      Host host = Hosts.host(name, auth(Mode.REQUIRE, ca), app, server);
      hosts.put(host.name(), host);
    }
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                new AdminEndpoint(ANY_PORT, false),
                null,
                Limits.DEFAULT,
                Logs.DEFAULT))
        .clientCas(Map.of(ca.name(), ca))
        .origins(Map.of(app.name(), app))
        .hosts(hosts)
        .build();
  }

  public InetSocketAddress address() {
    return node.addresses().getFirst();
  }

  public SSLSocket connect(Credential credential) throws Exception {
    return clients.socket(address(), "www.example.com", credential);
  }

  /** What curl says about one request on a new connection. */
  public String curl(Credential credential) {
    return Curl.of(address(), folder)
        .presenting(credential)
        .get("https://www.example.com/")
        .output();
  }

  public void awaitWelcome(Credential credential) {
    Eventually.await("the client is let in", () -> curl(credential).contains(" 200"));
  }

  /** A page of the admin server. */
  public String page(String path) {
    InetSocketAddress admin = Objects.requireNonNull(node.adminAddress());
    return Processes.run("", List.of("curl", "-sS", "http://127.0.0.1:" + admin.getPort() + path))
        .output();
  }

  @Override
  public void close() {
    node.close();
    origin.close();
  }
}
