package dev.edgekeep.control.node;

import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages to nodes beside versions: group keys, directives and session ticket keys. All of them
 * may be sent again. Blocks; one thread at a time.
 */
final class FleetMessages {
  private final FleetParts parts;
  private final FleetDirectory directory;
  private final Fleet fleet;
  private final FleetRows rows;

  /** The ticket keys that this process has sent, by group. */
  private final Map<String, Long> ticketsSent = new ConcurrentHashMap<>();

  /** A node that was removed, and was not told yet. */
  private record Removed(
      String identityKey, String name, String group, long epoch, long directive) {}

  FleetMessages(FleetParts parts, FleetDirectory directory, Fleet fleet, FleetRows rows) {
    this.parts = parts;
    this.directory = directory;
    this.fleet = fleet;
    this.rows = rows;
  }

  /** Sends everything again, as to a message server that has lost it. */
  void sendAll() throws FeedException, InterruptedException {
    ticketsSent.clear();
    Attempts attempts = new Attempts();
    for (String group : directory.groups()) {
      attempts.run(() -> {
        for (NodeRecord node : directory.joined(group)) {
          sendKey(node);
          sendDirective(node); // also to serve: it may have been undrained without a connection
        }
      });
      attempts.run(() -> sendTickets(group));
    }
    attempts.run(this::tellRemoved);
    attempts.check();
  }

  /** Sends what changed for a node, and, where another left, the keys that follow from that. */
  void send(String group, @Nullable NodeRecord node) throws FeedException, InterruptedException {
    if (node == null) {
      ticketsSent.remove(group);
      Attempts attempts = new Attempts();
      attempts.run(() -> {
        for (NodeRecord other : directory.joined(group)) {
          sendKey(other);
          sendDirective(other); // one that is sealed with an older key counts no longer
        }
      });
      attempts.run(() -> sendTickets(group));
      attempts.run(this::tellRemoved);
      attempts.check();
      return;
    }
    if (node.joined() != null) {
      sendKey(node);
      sendDirective(node);
    }
    sendTickets(group);
  }

  private void sendKey(NodeRecord node) throws FeedException, InterruptedException {
    NodeRecord.Joined joined = node.joined();
    GroupKeys keys = directory.keys(node.group());
    GroupPublisher publisher = fleet.publisher(node.group());
    GroupKey newest = keys == null ? null : keys.newest();
    if (joined == null || newest == null || publisher == null) {
      return;
    }
    try {
      publisher.groupKey(node.name(), joined.sealingKey(), newest);
    } catch (IllegalArgumentException e) {
      parts
          .log()
          .accept(
              "node %s gets no group key: its sealing key is damaged (%s); remove it, and join it again"
                  .formatted(node.name(), e.getMessage()));
    }
  }

  private void sendDirective(NodeRecord node) throws FeedException, InterruptedException {
    GroupPublisher publisher = fleet.publisher(node.group());
    if (publisher != null) {
      NodeDirective.State state =
          node.isDraining() ? NodeDirective.State.DRAIN : NodeDirective.State.SERVE;
      publisher.directive(node.name(), node.directive(), new NodeDirective(state, null));
    }
  }

  /** Tells nodes that were removed, with the key of the group that they still have. */
  private void tellRemoved() throws FeedException, InterruptedException {
    for (Removed node : removed()) {
      List<GroupKey> old =
          parts.store().read(db -> rows.groupKeys().of(db, node.group())).stream()
              .filter(key -> key.epoch() == node.epoch())
              .toList();
      GroupPublisher publisher =
          old.isEmpty() ? null : fleet.publisher(node.group(), new GroupKeys(old));
      if (publisher != null) {
        publisher.directive(
            node.name(), node.directive(), new NodeDirective(NodeDirective.State.REMOVED, null));
      }
      told(node);
    }
  }

  private List<Removed> removed() {
    return parts
        .store()
        .read(db ->
            db.createQuery("SELECT * FROM removed_node WHERE told = 0 ORDER BY removed_at")
                .map((row, context) ->
                    new Removed(
                        row.getString("identity_key"),
                        row.getString("name"),
                        row.getString("node_group"),
                        row.getLong("epoch"),
                        row.getLong("directive")))
                .list());
  }

  private void told(Removed node) {
    int _ =
        parts
            .store()
            .write(db ->
                db.createUpdate("UPDATE removed_node SET told = 1 WHERE identity_key = :key")
                    .bind("key", node.identityKey())
                    .execute());
  }

  /** Does what is due from time to time. */
  void sendDue() throws FeedException, InterruptedException {
    Attempts attempts = new Attempts();
    attempts.run(() -> {
      int _ =
          parts
              .store()
              .read(db -> {
                directory.readUnreadableKeys(db);
                return 0;
              });
    });
    for (String group : directory.groups()) {
      attempts.run(() -> sendTickets(group));
    }
    attempts.check();
  }

  /**
   * Makes session ticket keys where they are due, and sends those that were not sent: with the
   * group key that was made with them or later, as a removed node has the one before.
   */
  void sendTickets(String group) throws FeedException, InterruptedException {
    GroupPublisher publisher = fleet.publisher(group);
    if (publisher == null) {
      return;
    }
    Optional<TicketKeyRows.Newest> found =
        parts.store().read(db -> rows.ticketKeys().newest(db, group));
    boolean isDue =
        parts.store().read(db -> rows.ticketKeys().isDue(db, group, parts.clock().instant()));
    if (found.isEmpty() || isDue) {
      found =
          parts
              .store()
              .write(db -> {
                rows.ticketKeys().rotate(db, group, parts.clock().instant());
                return rows.ticketKeys().newest(db, group);
              });
    }
    TicketKeyRows.Newest newest = found.orElse(null);
    long epoch = parts.store().read(db -> rows.groupKeys().newestEpoch(db, group));
    GroupKeys known = directory.keys(group);
    GroupKey sealing = known == null ? null : known.newest();
    if (sealing == null || sealing.epoch() != epoch) {
      return; // the directory follows in a moment
    }
    if (newest != null && ticketsSent.getOrDefault(group, 0L) != newest.number()) {
      publisher.tickets(newest.number(), newest.keys());
      ticketsSent.put(group, newest.number());
    }
  }
}
