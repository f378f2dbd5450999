package dev.edgekeep.cli.node;

import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.edge.metrics.FeedState;
import dev.edgekeep.fleet.feed.FollowerListener;
import dev.edgekeep.fleet.feed.FollowerSettings;
import dev.edgekeep.fleet.feed.GroupFollower;
import dev.edgekeep.fleet.feed.NodeReports;
import dev.edgekeep.fleet.feed.Position;
import dev.edgekeep.fleet.feed.ReceivedUpdate;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.RenewalRequest;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.tls.SessionKey;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An edge node that follows the feed of its group: puts in force what comes, keeps it on its disk,
 * and tells the control plane. It begins from its disk when nothing else is there. Wired here and
 * nowhere else. Any thread; methods block.
 */
final class FleetEdge implements AutoCloseable {
  /** A node that begins waits for the feed for this time, and serves what it has after. */
  private static final Duration WAIT_FOR_FEED = Duration.ofSeconds(5);

  /** The time that balancers have to notice that a node drains. */
  private static final Duration BALANCERS = Duration.ofSeconds(10);

  private static final Duration RENEWAL_CHECK = Duration.ofHours(1);
  private static final int SESSION_HALF = SessionKey.SECRET_BYTES / 2;
  private static final String TICKETS = "tickets";
  private static final String DIRECTIVE = "directive";

  private final NodeDisk disk;
  private final Membership membership;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private final EventQueue events = new EventQueue();
  private final GroupKeys groupKeys;
  private final NodeSnapshots snapshots;
  private final Renewal renewal;
  private final FeedConnection connection;
  private final MessageNumbers numbers;
  private final NodeReports reports;
  private final GroupFollower follower;
  private final CountDownLatch compared = new CountDownLatch(1);
  private final CountDownLatch hasVersion = new CountDownLatch(1);
  private final AtomicReference<NodeDirective.State> directive =
      new AtomicReference<>(NodeDirective.State.SERVE);
  private final Thread renewals;
  private final int threads;

  private volatile NodeSettings settings;
  private volatile List<SessionKey> sessionKeys = List.of();
  private volatile @Nullable String stale = "the feed was not read yet";
  private volatile boolean connected;
  private volatile @Nullable EdgeNode node;
  private volatile @Nullable Uplink uplink;
  private volatile Runnable removed = () -> {};

  private FleetEdge(
      NodeDisk disk,
      Membership membership,
      NodeConfig config,
      int threads,
      InstantSource clock,
      Consumer<String> warnings)
      throws IOException, CertificateFormatException, GeneralSecurityException {
    this.threads = threads;
    this.disk = disk;
    this.membership = membership;
    this.clock = clock;
    this.warnings = warnings;
    this.settings = named(config.settings());
    NodeCredentials credentials = membership.credentials();
    StoredSnapshot stored = new StoredSnapshot(disk);
    StoredSnapshot.Loaded loaded = stored.load();
    loaded.warnings().forEach(warnings);
    Overlay overlay = new Overlay(disk);
    VersionedSnapshot first = loaded.snapshot();
    if (!overlay.load()) {
      warnings.accept(
          "the revocations on the disk are damaged; nobody is served until the feed was read");
      first = VersionedSnapshot.NONE;
    }
    // The version of the credentials counts changes that no group has, too: it is no lower bound.
    this.snapshots = new NodeSnapshots(stored, overlay, first, loaded.newest(), settings);
    this.groupKeys = new GroupKeys(NodeKeys.groupKeys(disk));
    this.renewal = new Renewal(disk, membership, config.feed());
    readTickets();
    readDirective();
    if (first.version() > 0) {
      hasVersion.countDown();
    }
    this.connection = FeedConnection.open(renewal.options(), clock);
    this.numbers = new MessageNumbers(disk);
    this.reports =
        new NodeReports(
            connection,
            credentials.group(),
            credentials.name(),
            membership.keys().identity().signer(),
            groupKeys,
            clock,
            numbers.before());
    reserveNumbers();
    this.follower =
        GroupFollower.start(
            connection,
            new FollowerSettings(
                credentials.group(),
                credentials.name(),
                credentials.check(),
                groupKeys,
                membership.keys().sealing()),
            Position.of(first),
            new Following());
    this.renewals = Thread.ofVirtual().name("node-renewal").unstarted(this::renew);
  }

  private NodeSettings named(NodeSettings own) {
    return new NodeSettings(
        membership.credentials().name(),
        own.listeners(),
        own.admin(),
        own.geo(),
        own.limits(),
        own.logs(),
        own.tracing());
  }

  /**
   * Starts a node: reads its disk, and waits some seconds for the feed. Without a version it
   * listens nowhere but on its admin address, until one comes.
   *
   * @param warnings about the state on the disk, before there is a log
   * @throws CommandFailure when the state cannot be used, or an address cannot be bound
   */
  static FleetEdge start(
      NodeDisk disk,
      Membership membership,
      NodeConfig config,
      InstantSource clock,
      Consumer<String> warnings)
      throws CommandFailure, InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    return start(disk, membership, config, processors, clock, warnings);
  }

  /**
   * @param threads the number of event loops
   */
  static FleetEdge start(
      NodeDisk disk,
      Membership membership,
      NodeConfig config,
      int threads,
      InstantSource clock,
      Consumer<String> warnings)
      throws CommandFailure, InterruptedException {
    FleetEdge edge;
    try {
      edge = new FleetEdge(disk, membership, config, threads, clock, warnings);
    } catch (IOException | CertificateFormatException | GeneralSecurityException e) {
      throw CommandFailure.outside("the node's state cannot be used: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    }
    try {
      boolean _ = edge.compared.await(WAIT_FOR_FEED.toMillis(), TimeUnit.MILLISECONDS);
      edge.begin();
      return edge;
    } catch (IOException e) {
      edge.close();
      throw CommandFailure.outside(String.valueOf(e.getMessage()), e);
    }
  }

  private void begin() throws IOException {
    EdgeNode serving;
    synchronized (snapshots) {
      serving =
          EdgeNode.start(
              snapshots.first(), new NodeOptions(Version.current(), threads, clock, events));
      snapshots.serve(serving);
    }
    serving.useSessionKeys(sessionKeys);
    node = serving;
    tellFeed();
    Uplink up = new Uplink(reports, snapshots, events, serving, clock);
    uplink = up;
    up.start();
    up.statusSoon();
    obey(directive.get());
    renewals.start();
  }

  private void tellFeed() {
    EdgeNode serving = node;
    if (serving != null) {
      SnapshotUpdate.Base inForce = snapshots.inForce();
      serving.follow(new FeedState(connected, inForce == null ? 0 : inForce.version(), stale()));
    }
  }

  private @Nullable String stale() {
    String reason = stale;
    return reason == null ? snapshots.behind() : reason;
  }

  private void statusSoon() {
    Uplink up = uplink;
    if (up != null) {
      up.statusSoon();
    }
  }

  /** Calls back once when the node was removed from its fleet. */
  void whenRemoved(Runnable callback) {
    removed = callback;
    if (directive.get() == NodeDirective.State.REMOVED) {
      callback.run();
    }
  }

  boolean isRemoved() {
    return directive.get() == NodeDirective.State.REMOVED;
  }

  /** Waits for the first version. */
  boolean awaitVersion(Duration limit) throws InterruptedException {
    return hasVersion.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The version in force; null: none. */
  SnapshotUpdate.@Nullable Base inForce() {
    return snapshots.inForce();
  }

  /** Returns whether all that is in force is on the disk. */
  boolean isWritten() {
    return snapshots.isWritten();
  }

  EdgeNode node() {
    EdgeNode serving = node;
    if (serving == null) {
      throw new IllegalStateException("the node has not begun");
    }
    return serving;
  }

  /**
   * Puts another file of the node in force.
   *
   * @throws IOException when an address cannot be bound; the one before stays
   */
  void configure(NodeConfig config) throws IOException {
    NodeSettings own = named(config.settings());
    snapshots.configure(own);
    settings = own;
    statusSoon();
  }

  /** As {@code https://127.0.0.1:8443, admin http://127.0.0.1:9901}. */
  String describeAddresses() {
    List<String> addresses = new ArrayList<>();
    List<Listener> listeners = settings.listeners();
    List<InetSocketAddress> bound = node().addresses();
    for (int i = 0; i < bound.size(); i++) {
      addresses.add(
          (listeners.get(i).plaintext() ? "http://" : "https://") + Addresses.text(bound.get(i)));
    }
    InetSocketAddress admin = node().adminAddress();
    if (admin != null) {
      addresses.add("admin http://" + Addresses.text(admin));
    }
    return String.join(", ", addresses);
  }

  /** The message servers, for people. */
  String describeFeed() {
    return "the feed of group " + membership.credentials().group();
  }

  private void readTickets() throws IOException {
    byte[] file = disk.read(TICKETS);
    if (file != null) {
      try {
        sessionKeys = sessionKeys(TicketKeys.read(file));
      } catch (WireException e) {
        warnings.accept("the session keys on the disk cannot be used: " + e.getMessage());
      }
    }
  }

  private static List<SessionKey> sessionKeys(TicketKeys keys) {
    return keys.keys().stream().map(FleetEdge::sessionKey).toList();
  }

  /** The first half of each key is what sessions are sealed with. */
  private static SessionKey sessionKey(TicketKeys.Key key) {
    byte[] secret = Arrays.copyOf(key.hmac(), SessionKey.SECRET_BYTES);
    System.arraycopy(key.aes(), 0, secret, SESSION_HALF, SESSION_HALF);
    return new SessionKey(key.name(), secret, key.sealFrom());
  }

  private void readDirective() throws IOException {
    byte[] file = disk.read(DIRECTIVE);
    if (file != null
        && new String(file, StandardCharsets.US_ASCII).equals(NodeDirective.State.DRAIN.name())) {
      directive.set(NodeDirective.State.DRAIN);
    }
  }

  /** Does what the control plane wants; before the node has begun, it is done then. */
  private void obey(NodeDirective.State state) {
    EdgeNode serving = node;
    if (serving == null) {
      return;
    }
    try {
      switch (state) {
        case SERVE -> serving.resume();
        case DRAIN -> serving.hold(BALANCERS);
        case REMOVED -> removed.run();
      }
    } catch (IOException e) {
      serving.record(Kind.WARNING, "the node cannot serve again: " + e.getMessage());
    }
    statusSoon();
  }

  private void renew() {
    try {
      while (true) {
        if (renewal.isDue(clock.instant()) && connection.isConnected()) {
          renewNow();
        }
        Thread.sleep(RENEWAL_CHECK);
        reserveNumbers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void reserveNumbers() {
    try {
      numbers.reserve(reports.newest());
    } catch (IOException e) {
      warn(
          "%s cannot be written to the state directory: %s"
              .formatted(MessageNumbers.FILE, e.getMessage()));
    }
  }

  private void renewNow() throws InterruptedException {
    try {
      renewal.use(
          reports.renew(
              new RenewalRequest(renewal.request(), Version.current()),
              membership.credentials().check()),
          connection);
    } catch (FeedException | IOException e) {
      warn("the node's certificate was not renewed, it is tried again: " + e.getMessage());
    }
  }

  private void warn(String warning) {
    EdgeNode serving = node;
    if (serving == null) {
      warnings.accept(warning);
    } else {
      serving.record(Kind.WARNING, warning);
    }
  }

  /** Handles the messages of the feed. */
  private final class Following implements FollowerListener {
    @Override
    public boolean version(ReceivedUpdate update) {
      boolean taken = snapshots.receive(update.update(), update.bytes());
      if (snapshots.inForce() != null) {
        hasVersion.countDown();
      }
      tellFeed();
      statusSoon();
      return taken;
    }

    @Override
    public void revoked(Revocations revocations) {
      snapshots.revoke(revocations);
    }

    @Override
    public void tickets(TicketKeys keys) {
      sessionKeys = sessionKeys(keys);
      EdgeNode serving = node;
      if (serving != null) {
        serving.useSessionKeys(sessionKeys);
      }
      write(TICKETS, keys.bytes());
    }

    @Override
    public void directive(NodeDirective told) {
      if (told.renewed() != null) {
        try {
          renewal.use(told.renewed(), connection);
        } catch (IOException e) {
          warn(String.valueOf(e.getMessage()));
        }
      }
      if (directive.getAndSet(told.state()) != told.state()) {
        write(DIRECTIVE, told.state().name().getBytes(StandardCharsets.US_ASCII));
        if (told.state() == NodeDirective.State.REMOVED) {
          forget();
        }
        obey(told.state());
      }
    }

    private void forget() {
      try {
        Membership.remove(disk);
      } catch (IOException e) {
        warn("the state of a removed node cannot be deleted: " + e.getMessage());
      }
    }

    private void write(String name, byte[] content) {
      try {
        disk.write(name, content);
      } catch (IOException e) {
        warn("%s cannot be written to the state directory: %s".formatted(name, e.getMessage()));
      }
    }

    @Override
    public void groupKey(GroupKey key) {
      try {
        NodeKeys.store(disk, groupKeys);
      } catch (IOException e) {
        warn("a group key cannot be written to the state directory: " + e.getMessage());
      }
    }

    @Override
    public void connection(boolean isThere, String reason) {
      connected = isThere;
      stale = isThere ? "the feed is being read" : "no message server is connected: " + reason;
      tellFeed();
      if (isThere) {
        statusSoon();
      }
    }

    @Override
    public void caughtUp() {
      boolean first = stale != null;
      stale = null;
      compared.countDown();
      tellFeed();
      if (first) {
        statusSoon();
      }
    }

    @Override
    public void refused(String reason) {
      warn("a message of the feed is refused: " + reason);
    }
  }

  /** Follows no longer, and ends the node at once; to end well, drain it first. */
  @Override
  public void close() {
    renewals.interrupt();
    Uplink up = uplink;
    if (up != null) {
      up.close();
    }
    follower.close();
    connection.close();
    EdgeNode serving = node;
    if (serving != null) {
      serving.close();
    }
  }
}
