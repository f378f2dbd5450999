package dev.edgekeep.control.node;

import dev.edgekeep.control.feature.SnapshotPart;
import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.snapshot.Snapshot;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and the keys of groups as the store has them, in memory. It follows the changes of all
 * replicas in the order of their versions: before a version is published, the nodes that it removes
 * are gone here, and the key of their group is another one. {@link #load} and {@link #refresh} on
 * one thread; the rest on any.
 */
final class FleetDirectory implements SnapshotPart {
  static final String NAME = "nodes";

  /** The id with which the keys of all groups are refreshed; no node has it. */
  static final String KEYS = "keys";

  private final GroupKeyRows groupKeyRows;
  private final RowMapper<NodeRecord> row;
  private final boolean hasFleet;
  private final Map<String, NodeRecord> byId = new ConcurrentHashMap<>();
  private final Map<String, Member> byName = new ConcurrentHashMap<>();
  private final Map<String, GroupKeys> keys = new ConcurrentHashMap<>();
  private final Map<String, String> unreadable = new ConcurrentHashMap<>();
  private volatile BiConsumer<String, @Nullable NodeRecord> listener = (group, node) -> {};
  private volatile Consumer<NodeRecord> removed = node -> {};

  /** A node that has joined, with the key that it signs with. */
  private record Member(NodeRecord node, @Nullable PublicKey key) {}

  /**
   * @param hasFleet false: keys are not read, because nothing is sent
   */
  FleetDirectory(GroupKeyRows groupKeyRows, RowMapper<NodeRecord> row, boolean hasFleet) {
    this.groupKeyRows = groupKeyRows;
    this.row = row;
    this.hasFleet = hasFleet;
  }

  /**
   * Registers what is called after a change, with the group and the node; without the node when it
   * was removed. Must not block.
   */
  void whenChanged(BiConsumer<String, @Nullable NodeRecord> changed) {
    listener = changed;
  }

  /** Registers what is called when a node was removed, by whichever replica. Must not block. */
  void whenRemoved(Consumer<NodeRecord> node) {
    removed = node;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void load(Handle db) {
    List<NodeRecord> nodes = db.createQuery("SELECT * FROM node").map(row).list();
    nodes.forEach(this::put);
    groups().forEach(group -> readKeys(db, group));
  }

  @Override
  public void refresh(Handle db, String id) {
    if (id.equals(KEYS)) {
      refreshKeys(db);
      return;
    }
    NodeRecord found =
        db.createQuery("SELECT * FROM node WHERE id = :id")
            .bind("id", id)
            .map(row)
            .findOne()
            .orElse(null);
    NodeRecord before = byId.get(id);
    if (found == null) {
      remove(id);
      if (before != null) {
        removed.accept(before);
      }
    } else {
      put(found);
    }
    NodeRecord any = found == null ? before : found;
    if (any != null) {
      readKeys(db, any.group());
      listener.accept(any.group(), found);
    }
  }

  private void refreshKeys(Handle db) {
    for (String group : groups()) {
      readKeys(db, group);
      listener.accept(group, null);
    }
  }

  private void put(NodeRecord node) {
    byId.put(node.id(), node);
    byName.put(node.name(), new Member(node, key(node)));
  }

  private void remove(String id) {
    NodeRecord before = byId.remove(id);
    if (before != null) {
      byName.computeIfPresent(
          before.name(), (name, member) -> member.node().id().equals(id) ? null : member);
    }
  }

  private @Nullable PublicKey key(NodeRecord node) {
    NodeRecord.Joined joined = node.joined();
    try {
      return joined == null ? null : NodeIdentity.publicKey(joined.identityKey());
    } catch (IllegalArgumentException e) {
      unreadable.put(node.id(), "the identity key of node %s is damaged".formatted(node.name()));
      return null;
    }
  }

  /** Keys that cannot be read take their group out of service, and nothing else. */
  private synchronized void readKeys(Handle db, String group) {
    if (!hasFleet) {
      return;
    }
    String id = keysOf(group);
    try {
      List<GroupKey> read = groupKeyRows.of(db, group);
      GroupKeys known = keys.computeIfAbsent(group, name -> new GroupKeys(List.of()));
      read.forEach(known::add);
      unreadable.remove(id);
    } catch (RuntimeException e) {
      unreadable.put(
          id, "the keys of the group %s cannot be read: %s".formatted(group, e.getMessage()));
    }
  }

  private static String keysOf(String group) {
    return "group_key/" + group;
  }

  /** Reads keys again that could not be read. Any thread; blocks. */
  void readUnreadableKeys(Handle db) {
    for (String group : groups()) {
      if (unreadable.containsKey(keysOf(group))) {
        readKeys(db, group);
      }
    }
  }

  @Override
  public Map<String, String> unreadable() {
    return Map.copyOf(unreadable);
  }

  @Override
  public Snapshot addTo(Snapshot snapshot) {
    return snapshot;
  }

  /** Every node. */
  Collection<NodeRecord> nodes() {
    return List.copyOf(byId.values());
  }

  /** The node of a name; null: there is none. */
  @Nullable NodeRecord find(String name) {
    Member member = byName.get(name);
    return member == null ? null : member.node();
  }

  /** The groups that have nodes, in order. */
  Collection<String> groups() {
    TreeSet<String> groups = new TreeSet<>();
    byId.values().forEach(node -> groups.add(node.group()));
    return groups;
  }

  /** The nodes of a group that have joined. */
  List<NodeRecord> joined(String group) {
    List<NodeRecord> nodes = new ArrayList<>();
    for (NodeRecord node : byId.values()) {
      if (node.group().equals(group) && node.joined() != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** The keys of a group; null: it has none that can be read. */
  @Nullable GroupKeys keys(String group) {
    GroupKeys found = keys.get(group);
    boolean isReadable = !unreadable.containsKey(keysOf(group));
    return found == null || !isReadable || found.newest() == null ? null : found;
  }

  /** The key of a node for messages of its own address: nobody else's. */
  SignatureCheck check() {
    return this::signingKey;
  }

  private @Nullable PublicKey signingKey(Address address, String keyId) {
    String name = address.node();
    Member member = name == null ? null : byName.get(name);
    if (member == null || !member.node().group().equals(address.group())) {
      return null;
    }
    PublicKey key = member.key();
    return key != null && Ed25519.keyId(key).equals(keyId) ? key : null;
  }
}
