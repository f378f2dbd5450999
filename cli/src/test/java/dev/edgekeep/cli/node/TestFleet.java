package dev.edgekeep.cli.node;

import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.SignedMessage;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedLogin;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.NatsServer;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A message server, the publishing side of a control plane, an origin, and the certificates of a
 * host {@code a.example} that requires certificates of the client CA {@code partners}.
 */
final class TestFleet implements AutoCloseable {
  static final String GROUP = "default";
  private static final SecureRandom RANDOM = new SecureRandom();

  final Path folder;
  final NatsServer server;
  final TestCa root = TestCa.root("Client root", KeyType.P_256);
  final Credential client = root.issue(Leaf.client("client"));
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final Signer signer = Signer.of(Ed25519.newSeed(RANDOM));
  private final GroupKey key = GroupKey.random(1, RANDOM);
  private final FeedConnection connection;
  private final GroupPublisher publisher;
  private final HttpServer origin;
  private final List<AutoCloseable> open = new ArrayList<>();
  private VersionedSnapshot published = VersionedSnapshot.NONE;
  private long revision;

  TestFleet(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    this.folder = folder;
    this.server = NatsServer.start(Files.createDirectories(folder.resolve("nats")));
    this.connection =
        FeedConnection.open(
            FeedOptions.ofControl(
                List.of(server.url()), null, new FeedLogin(NodeIdentity.create(RANDOM), null)),
            InstantSource.system());
    if (!connection.awaitConnected(Eventually.LIMIT)) {
      throw new AssertionError("not connected");
    }
    FeedStreams streams = new FeedStreams(connection, 1);
    try {
      streams.ensureShared();
    } catch (FeedException e) {
      throw new AssertionError(e);
    }
    this.publisher =
        new GroupPublisher(
            connection,
            streams,
            GROUP,
            new GroupKeys(List.of(key)),
            signer,
            SignatureCheck.of(List.of(signer.publicKey())),
            InstantSource.system());
    this.origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          byte[] body = "served".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    Credential server =
        TestCa.root("Server root", KeyType.P_256).issue(Leaf.server("a.example", "b.example"));
    Files.writeString(folder.resolve("a.pem"), server.chainPem());
    Files.writeString(folder.resolve("a.key"), server.keyPem());
    Files.writeString(folder.resolve("ca.pem"), root.pem());
  }

  /** A snapshot with these hosts. */
  Snapshot snapshot(String... hosts) throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            version: 1
            listeners: [{address: "127.0.0.1:1"}]
            clientCas: {partners: {certificates: {file: ca.pem}}}
            origins: {app: {servers: ["http://127.0.0.1:%d"]}}
            hosts:
            """
                .formatted(origin.getAddress().getPort()));
    for (String host : hosts) {
      yaml.append(
          "  %s: {certificate: {chain: {file: a.pem}, key: {file: a.key}}, origin: app, "
                  .formatted(host)
              + "clientAuth: {mode: require, cas: [partners]}}\n");
    }
    Path file = Files.writeString(folder.resolve("edge.yaml"), yaml);
    return switch (SnapshotReader.read(file)) {
      case ReadResult.Read read -> read.snapshot().toBuilder().node(NodeSettings.NONE).build();
      case ReadResult.Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  SerialSet serial() {
    return SerialSet.of(new SerialNumber(client.leaf().getSerialNumber()));
  }

  VersionedSnapshot publish(Snapshot snapshot) throws FeedException, InterruptedException {
    published = published.next(published.version() + 1, snapshot);
    publisher.publish(published);
    return published;
  }

  /** Publishes the client's revocation ahead of the next version. */
  void revokeAhead() throws FeedException, InterruptedException {
    publisher.revoked(new Revocations(published.version() + 1, Map.of("partners", serial())));
  }

  void tickets(Instant from) throws FeedException, InterruptedException {
    byte[] name = new byte[16];
    byte[] half = new byte[32];
    RANDOM.nextBytes(name);
    RANDOM.nextBytes(half);
    publisher.tickets(
        ++revision, new TicketKeys(List.of(new TicketKeys.Key(name, half, half, from))));
  }

  void tell(String node, NodeDirective.State state) throws FeedException, InterruptedException {
    Eventually.await("the control plane is connected", connection::isConnected);
    publisher.directive(node, ++revision, new NodeDirective(state, null));
  }

  /** A directory with the state of a node that has joined. */
  Path join(String name) throws CommandFailure, IOException, FeedException, InterruptedException {
    Path state = folder.resolve(name);
    try (StateDirectory disk = StateDirectory.open(state)) {
      NodeKeys keys = NodeKeys.create(disk);
      byte[] certificate = client.leaf().getEncoded();
      NodeCredentials credentials =
          new NodeCredentials(
              name,
              GROUP,
              List.of(certificate),
              List.of(certificate),
              new NodeCredentials.Servers(List.of(server.url()), List.of(), null),
              List.of(Ed25519.octets(signer.publicKey())),
              0);
      disk.write(Membership.CREDENTIALS, credentials.bytes());
      publisher.groupKey(name, NodeSealing.publicOf(keys.sealing()), key);
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
    return state;
  }

  /** A node that runs. */
  final class Node implements AutoCloseable {
    final FleetEdge edge;
    private final StateDirectory disk;

    private Node(FleetEdge edge, StateDirectory disk) {
      this.edge = edge;
      this.disk = disk;
    }

    InetSocketAddress address() {
      return edge.node().addresses().getFirst();
    }

    /** The response that a client gets. */
    String get(String... options) {
      return OpenSslClient.of(address(), "a.example", folder)
          .presenting(client)
          .with(options)
          .get("a.example", "/")
          .output();
    }

    @Override
    public void close() throws IOException {
      edge.close();
      disk.close();
    }
  }

  Node start(String name) throws Exception {
    StateDirectory disk = StateDirectory.open(folder.resolve(name));
    return start(disk, disk);
  }

  /** Starts a node whose clock is off. */
  Node start(String name, Duration ahead) throws Exception {
    StateDirectory disk = StateDirectory.open(folder.resolve(name));
    return start(disk, disk, () -> Instant.now().plus(ahead));
  }

  /** Starts a node whose files are read and written by something else. */
  Node start(StateDirectory disk, NodeDisk files) throws Exception {
    return start(disk, files, InstantSource.system());
  }

  private Node start(StateDirectory disk, NodeDisk files, InstantSource clock) throws Exception {
    Membership membership = Membership.of(disk, null, null, new Joining());
    Node node = new Node(FleetEdge.start(files, membership, config(), clock, warnings::add), disk);
    open.add(node);
    return node;
  }

  static NodeConfig config() {
    return new NodeConfig(
        new NodeSettings(
            null,
            List.of(
                new Listener(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, null)),
            new AdminEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false),
            null,
            Limits.DEFAULT,
            new Logs(LogTarget.OFF, LogTarget.OFF)),
        Map.of(),
        null);
  }

  /** The number of the newest status that a node has sent; 0: it has sent none. */
  long statusNumber(String node) {
    Address address = Address.ofNode(MessageKind.STATUS, GROUP, node);
    try {
      StoredMessage last =
          new FeedStore(connection).last(Subjects.STATUS_STREAM, Subjects.of(address));
      return last == null ? 0 : SignedMessage.read(last.data(), address, keyOf(node)).version();
    } catch (FeedException | InterruptedException | IOException | WireException e) {
      throw new AssertionError(e);
    }
  }

  private SignatureCheck keyOf(String node) throws IOException {
    Path seed = folder.resolve(node).resolve(NodeKeys.IDENTITY);
    NodeIdentity identity = NodeIdentity.ofSeed(Files.readString(seed));
    return SignatureCheck.of(List.of(NodeIdentity.publicKey(identity.publicKey())));
  }

  void awaitVersion(long version, Node... nodes) {
    Eventually.await(
        "version " + version + " is in force",
        () ->
            Arrays.stream(nodes)
                .allMatch(node ->
                    node.edge.inForce() != null && node.edge.inForce().version() == version));
  }

  @Override
  public void close() {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    connection.close();
    server.close();
    origin.stop(0);
  }
}
