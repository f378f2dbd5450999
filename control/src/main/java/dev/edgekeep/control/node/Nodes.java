package dev.edgekeep.control.node;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.ObjectMapper;

/** The records of nodes on other machines. Blocks; any thread. */
final class Nodes {
  /** The time for which a join token can be used. */
  static final Duration TOKEN_VALID = Duration.ofHours(1);

  private static final String TABLE = "node";
  private static final int MAX_NODES = 5_000;
  private static final Table TOKENS = new Table("node_join_token");

  private final RecordStore<NodeRecord> records;
  private final Changes changes;
  private final GroupKeyRows groupKeys;
  private final TicketKeyRows ticketKeys;
  private final ObjectMapper json;

  Nodes(
      Store store,
      Changes changes,
      GroupKeyRows groupKeys,
      TicketKeyRows ticketKeys,
      ObjectMapper json) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, NodeRecord.row(json), (node, now) -> NodeView.stored(node))
                .invalidating(node -> new Invalidation.Part(FleetDirectory.NAME, node.id())),
            store,
            changes);
    this.changes = changes;
    this.groupKeys = groupKeys;
    this.ticketKeys = ticketKeys;
    this.json = json;
  }

  /** A node that was created, with the id and the secret of the token that a machine joins with. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Created(NodeRecord node, String tokenId, byte[] secret) {
    @Override
    public String toString() {
      return node.name();
    }
  }

  Page<NodeRecord> list(Paging paging) {
    return records.list(Scope.everything(), paging);
  }

  NodeRecord require(String name) {
    return records.require(Scope.everything(), name);
  }

  Optional<NodeRecord> find(String name) {
    return records.find(Scope.everything(), name);
  }

  /**
   * Creates a node, and a token with which one machine can join as this node.
   *
   * @param taken names of nodes that have no record
   */
  Changed<Created> create(Actor actor, NodeBody body, Set<String> taken) {
    return changes.make(
        actor,
        change -> {
          requireFree(change, body, taken);
          groupKeys.ensure(change.db(), body.group(), change.nowMillis());
          NodeRecord node =
              records.create(
                  change,
                  Scope.ofAccount(TABLE, actor.accountId()),
                  draft ->
                      new Columns()
                          .text("name", body.name())
                          .text("node_group", body.group())
                          .text("labels", json.writeValueAsString(body.labels()))
                          .flag("draining", false)
                          .number("directive", change.nowMillis()));
          byte[] secret = JoinTokenSecret.next();
          String tokenId = Ids.next(change.now());
          TOKENS.insert(
              change.db(),
              new Columns()
                  .text("id", tokenId)
                  .text("node_id", node.id())
                  .bytes("secret_hash", JoinTokenSecret.hash(secret))
                  .number("expires_at", change.now().plus(TOKEN_VALID).toEpochMilli()));
          return new Created(node, tokenId, secret);
        });
  }

  private void requireFree(Change change, NodeBody body, Set<String> taken) {
    if (taken.contains(body.name())
        || records.find(change.db(), Scope.everything(), body.name()).isPresent()) {
      throw DomainException.conflict(
          "there is a node %s already; remove it first, or choose another name"
              .formatted(body.name()));
    }
    if (records.count(change.db(), Scope.everything()) >= MAX_NODES) {
      throw DomainException.limitReached(
          "there are %,d nodes, and there may be no more".formatted(MAX_NODES));
    }
  }

  /** Has a node accept no new connections, or serve again. */
  Changed<NodeRecord> setDraining(Actor actor, String name, boolean isDraining) {
    return changes.make(
        actor,
        change -> {
          NodeRecord before = records.require(change.db(), Scope.everything(), name);
          if (before.isDraining() == isDraining) {
            return before;
          }
          return records.update(
              change,
              before,
              isDraining ? "drain" : "undrain",
              draft ->
                  new Columns()
                      .flag("draining", isDraining)
                      .number("directive", next(before, change)));
        });
  }

  /** Rises also where the clock does not. */
  private static long next(NodeRecord before, Change change) {
    return Math.max(change.nowMillis(), before.directive() + 1);
  }

  /** Removes a node; the others of its group get another key, so that it reads nothing more. */
  Changed<NodeRecord> remove(Actor actor, String name) {
    return records.delete(
        actor, Scope.everything(), name, anyRevision -> {}, this::rememberAsRemoved);
  }

  private void rememberAsRemoved(Change change, NodeRecord node) {
    NodeRecord.Joined joined = node.joined();
    if (joined == null) {
      return; // it has no key and no access
    }
    change
        .db()
        .createUpdate(
            """
            INSERT INTO removed_node
            (identity_key, name, node_group, epoch, directive, told, removed_at)
            VALUES (:identity, :name, :group, :epoch, :directive, 0, :at)\
            """)
        .bind("identity", joined.identityKey())
        .bind("name", node.name())
        .bind("group", node.group())
        .bind("epoch", groupKeys.newestEpoch(change.db(), node.group()))
        .bind("directive", next(node, change))
        .bind("at", change.nowMillis())
        .execute();
    groupKeys.rotate(change.db(), node.group(), change.nowMillis());
    ticketKeys.replace(change.db(), node.group(), change.now());
  }

  RecordStore<NodeRecord> records() {
    return records;
  }
}
