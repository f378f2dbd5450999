package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.Identity;
import dev.edgekeep.bench.load.LoadLoop;
import dev.edgekeep.bench.load.Origin;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.load.Profile.Protocol;
import dev.edgekeep.bench.load.Request;
import dev.edgekeep.bench.load.SignatureRequest;
import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.peers.Edgekeep;
import dev.edgekeep.bench.peers.KeyServer;
import dev.edgekeep.bench.peers.Peer;
import dev.edgekeep.bench.peers.Peer.Place;
import dev.edgekeep.bench.peers.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources that all workloads of a run use: the origin, the load's thread, the certificates,
 * and the servers in a temporary directory. Closing it stops and removes everything; so does an
 * interrupt of the program.
 */
public final class Testbed implements AutoCloseable {
  private final Effort effort;
  private final Edgekeep edgekeep;
  private final List<Peer> peers;
  private final LoadLoop loop = new LoadLoop();
  private final Origin origin = Origin.start(loop);
  private final Origin http2Origin = Origin.startHttp2(loop);
  private final Place place;
  private final Identity identity;
  private final List<Server> running = new ArrayList<>();
  private final List<Server> shared = new ArrayList<>();
  private @Nullable Server keyServer;
  private boolean closed;

  /**
   * @param others the servers that Edgekeep is compared with
   */
  public Testbed(Effort effort, Edgekeep edgekeep, List<Peer> others, Cores cores)
      throws IOException {
    this.effort = effort;
    this.edgekeep = edgekeep;
    this.peers = Stream.concat(Stream.of(edgekeep), others.stream()).toList();
    Path directory = Files.createTempDirectory("edgekeep-bench");
    Credentials credentials = Credentials.make(directory);
    this.place = new Place(directory, credentials, origin.port(), http2Origin.port(), cores);
    Credential client = credentials.client();
    this.identity = new Identity(client.certificate(), client.privateKey());
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end servers"));
  }

  public Effort effort() {
    return effort;
  }

  public Edgekeep edgekeep() {
    return edgekeep;
  }

  /** All peers, Edgekeep first. */
  public List<Peer> peers() {
    return peers;
  }

  public Place place() {
    return place;
  }

  /** One running server of each peer, for all workloads that need no fresh ones. */
  public List<Server> servers() throws IOException, InterruptedException {
    if (shared.isEmpty()) {
      for (Peer peer : peers) {
        Server server = launch(peer);
        server.awaitListening();
        shared.add(server);
      }
    }
    return List.copyOf(shared);
  }

  /** Starts a server, which may not listen yet. It stops with this testbed, or before. */
  public synchronized Server launch(Peer peer) throws IOException {
    if (closed) {
      throw new IOException("the run was ended");
    }
    Server server = Server.launch(peer, place);
    running.add(server);
    return server;
  }

  public synchronized void end(Server server) {
    server.close();
    running.remove(server);
  }

  /** Edgekeep's key server, running on the core of the servers. */
  public Server keyServer() throws IOException, InterruptedException {
    if (keyServer == null) {
      keyServer = launch(new KeyServer(edgekeep.launcher(), false));
      keyServer.awaitListening();
    }
    return keyServer;
  }

  /** A client of the P-256 host that requests small responses over HTTP/1.1. */
  public Profile smallRequests() {
    return new Profile.Http(
        Request.small(Credentials.P256_HOST),
        place.credentials().p256().certificate(),
        Protocol.HTTP_1,
        false);
  }

  /** An edge that requests signatures by the key of a host from a key server. */
  public Profile signatures(Credential host) {
    return new Profile.KeyServer(
        Credentials.KEY_SERVER,
        new SignatureRequest(host.certificate().getPublicKey(), Credentials.P256_HOST),
        place.credentials().keyServer().certificate());
  }

  public Connector connector(Server server, Profile profile) throws IOException {
    return connector(server.address(), profile);
  }

  public Connector connector(InetSocketAddress server, Profile profile) throws IOException {
    return new Connector(loop, server, profile, identity);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      running.forEach(Server::close);
      origin.close();
      http2Origin.close();
      loop.close();
      deleteAll(place.directory());
    }
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println(directory + " was left behind: " + e);
    }
  }
}
