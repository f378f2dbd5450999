package dev.edgekeep.control.node;

import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.deploy.NodeState;
import dev.edgekeep.control.deploy.NodeTotals;
import dev.edgekeep.control.deploy.RemoteNodes;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.fleet.feed.EventReader;
import dev.edgekeep.fleet.feed.FleetStatus;
import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.nats.FeedAccounts;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedListener;
import dev.edgekeep.fleet.nats.FeedLogin;
import dev.edgekeep.fleet.nats.FeedOptions;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.nats.FeedTls;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.x509.cert.SerialSet;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes on other machines, which a message server connects with this control plane. While it is
 * away everything here goes on: versions wait in the mailboxes of their groups, and are published
 * when it is back. Any thread.
 */
final class Fleet implements RemoteNodes, AutoCloseable {
  private final FleetParts parts;
  private final FleetDirectory directory;
  private final NodeStatuses statuses;
  private final NodeCounters counters = new NodeCounters();
  private final FeedPosition position;
  private final Map<String, GroupLink> links = new ConcurrentHashMap<>();
  private volatile Runnable changed = () -> {};
  private volatile @Nullable Running running;

  /** The parts of a fleet that has started. */
  private record Running(
      InstallationKeys keys,
      FeedConnection connection,
      FeedStreams streams,
      FleetWork work,
      FleetStatus status,
      EventReader events) {}

  Fleet(FleetParts parts, FleetDirectory directory, FleetRows rows) {
    this.parts = parts;
    this.directory = directory;
    this.position = new FeedPosition(parts, rows);
    this.statuses =
        new NodeStatuses(
            parts.clock(),
            (group, inForce) -> {
              GroupLink link = links.get(group);
              return link != null && link.isOther(inForce);
            });
  }

  /**
   * Begins to connect; does not wait for the message server. Blocks on the database.
   *
   * @param keys of the installation
   */
  void start(
      FleetSettings settings,
      InstallationKeys keys,
      FleetRows rows,
      NodeCredentialsIssue credentials) {
    FeedConnection connection = connect(settings, keys);
    FeedStreams streams = new FeedStreams(connection, settings.replicas());
    FleetMessages messages = new FleetMessages(parts, directory, this, rows);
    AccountUpdates accounts =
        new AccountUpdates(parts, keys, () -> connectAsSystem(settings, keys));
    FleetWork work = new FleetWork(connection, streams, messages, accounts, this, parts.log());
    NodeListener listener =
        new NodeListener(parts, directory, keys, statuses, counters, credentials, this);
    running =
        new Running(
            keys,
            connection,
            streams,
            work,
            FleetStatus.start(connection, listener, listener),
            EventReader.start(connection, listener, listener));
    directory.whenChanged(work::nodeChanged);
    directory.whenRemoved(node -> forget(node.group(), node.name()));
    connection.addListener(
        new FeedListener() {
          @Override
          public void connected() {
            statuses.connected();
            work.connected();
          }

          @Override
          public void disconnected(String reason) {
            statuses.disconnected();
            work.disconnected(reason);
          }
        });
    work.start();
  }

  private FeedConnection connect(FleetSettings settings, InstallationKeys keys) {
    FeedAccounts accounts = new FeedAccounts(keys.accounts(), parts.clock());
    return open(
        settings, new FeedLogin(keys.control(), accounts.controlJwt(keys.control().publicKey())));
  }

  private FeedConnection connectAsSystem(FleetSettings settings, InstallationKeys keys) {
    FeedAccounts accounts = new FeedAccounts(keys.accounts(), parts.clock());
    return open(
        settings, new FeedLogin(keys.system(), accounts.systemJwt(keys.system().publicKey())));
  }

  private FeedConnection open(FleetSettings settings, FeedLogin login) {
    FeedTls tls = settings.hasTls() ? new FeedTls(settings.identity(), settings.trust()) : null;
    try {
      return FeedConnection.open(
          FeedOptions.ofControl(settings.servers(), tls, login), parts.clock());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "fleet.nats.identity cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Node> publishers() {
    List<Node> publishers = new ArrayList<>();
    for (String group : directory.groups()) {
      publishers.add(link(group));
    }
    return publishers;
  }

  private GroupLink link(String group) {
    GroupLink link = links.computeIfAbsent(group, name -> new GroupLink(name, position));
    openIfReady(link);
    return link;
  }

  /** A group can be published to once its key can be read. */
  private void openIfReady(GroupLink link) {
    Running now = running;
    GroupKeys keys = directory.keys(link.group());
    if (keys == null) {
      link.suspend();
    }
    if (now == null || keys == null || link.publisher() != null) {
      return;
    }
    link.open(
        new GroupPublisher(
            now.connection(),
            now.streams(),
            link.group(),
            keys,
            now.keys().signer(),
            SignatureCheck.of(List.of(now.keys().signer().publicKey())),
            parts.clock()));
  }

  /** The publisher of a group; null: it cannot be published to now. */
  @Nullable GroupPublisher publisher(String group) {
    return link(group).publisher();
  }

  /** A publisher of a group that seals with other keys than the newest. */
  @Nullable GroupPublisher publisher(String group, GroupKeys keys) {
    Running now = running;
    return now == null
        ? null
        : new GroupPublisher(
            now.connection(),
            now.streams(),
            group,
            keys,
            now.keys().signer(),
            SignatureCheck.of(List.of(now.keys().signer().publicKey())),
            parts.clock());
  }

  /** The newest version that is published for a group, as far as is known here. */
  long published(String group) {
    GroupLink link = links.get(group);
    return link == null ? 0 : link.published();
  }

  /** There is a connection: versions that wait are published now. */
  void publishAgain() {
    for (String group : directory.groups()) {
      GroupLink link = link(group);
      GroupPublisher ready = link.publisher();
      if (ready != null) {
        link.open(ready);
      }
    }
  }

  @Override
  public void revoke(long version, Map<String, SerialSet> revoked) {
    links.values().forEach(link -> link.revokeAhead(version, revoked));
  }

  @Override
  public List<NodeState> states() {
    List<NodeState> states = new ArrayList<>();
    for (NodeRecord node : directory.nodes()) {
      if (node.joined() != null) {
        NodeState state = statuses.state(node);
        GroupLink link = links.get(node.group());
        states.add(link == null ? state : state.withVersion(link.equalTo(state.version())));
      }
    }
    return states;
  }

  NodeStatuses statuses() {
    return statuses;
  }

  @Override
  public void whenChanged(Runnable signal) {
    changed = signal;
  }

  /** The state of a node has changed, or a node may be lost now. */
  void stateChanged() {
    changed.run();
  }

  /** Forgets what a node has said that was removed. */
  void forget(String group, String node) {
    statuses.forget(node);
    counters.forget(node);
    Running now = running;
    if (now != null) {
      now.status().forget(group, node);
    }
    stateChanged();
  }

  @Override
  public Map<String, Long> ruleMatches() {
    return counters.ruleMatches();
  }

  @Override
  public List<NodeTotals> totals() {
    return counters.totals();
  }

  @Override
  public List<OriginHealth> originHealth(String origin) {
    return counters.originHealth(origin);
  }

  @Override
  public void close() {
    Running now = running;
    if (now != null) {
      now.work().close();
      now.events().close();
      now.status().close();
      now.connection().close();
    }
  }
}
