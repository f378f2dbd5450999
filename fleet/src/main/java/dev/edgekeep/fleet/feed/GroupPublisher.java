package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Delta;
import dev.edgekeep.fleet.message.FullSnapshot;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.ObjectReference;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.SignedMessage;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedException.Reason;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.FeedStreams;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to a group. Several replicas of the control plane may publish at the same time: the
 * message server accepts a version only if the last one is the one that it is a change of. All
 * methods block, on the message server and to encode; any thread.
 */
public final class GroupPublisher {
  private static final int ATTEMPTS = 8;

  private final String group;
  private final GroupKeys keys;
  private final Signer signer;
  private final FeedStreams streams;
  private final FeedStore store;
  private final SealedMessages messages;
  private final Published published;
  private final FullSnapshots fulls;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param check the signing keys of all replicas
   * @param keys of the group; they must have one
   */
  public GroupPublisher(
      FeedConnection connection,
      FeedStreams streams,
      String group,
      GroupKeys keys,
      Signer signer,
      SignatureCheck check,
      InstantSource clock) {
    this.group = Address.checkGroup(group);
    this.keys = keys;
    this.signer = signer;
    this.streams = streams;
    this.store = new FeedStore(connection);
    this.messages = new SealedMessages(keys);
    this.published =
        new Published(connection, new FollowerSettings(group, null, check, keys, null));
    this.fulls = new FullSnapshots(connection, group, messages, signer, clock);
  }

  /**
   * Publishes a version, unless it or a newer one is published already. Calls wait for each other.
   * Should be called for the newest version after each reconnect, too: the message server may have
   * lost what it had.
   *
   * @throws FeedException when the message server cannot be reached or refuses: try again later
   */
  public Publication publish(VersionedSnapshot target) throws FeedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          return tryToPublish(target);
        } catch (FeedException e) {
          published.forget();
          if (attempt >= ATTEMPTS) {
            throw e;
          }
          recover(e);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void recover(FeedException e) throws FeedException {
    switch (e.reason()) {
      case NO_STREAM -> streams.ensureGroup(group);
      case OVERTAKEN -> {} // another replica was first: compare again
      case UNREACHABLE, REFUSED, TOO_LARGE -> throw e;
    }
  }

  private Publication tryToPublish(VersionedSnapshot target)
      throws FeedException, InterruptedException {
    update();
    if (published.version() >= target.version()) {
      return alreadyThere(target);
    }
    SnapshotUpdate update = published.updateTo(target);
    byte[] bytes = UpdateFormat.write(update, (id, body) -> body);
    published.begin(target);
    long number = store.put(Subjects.of(deltas()), message(update, bytes), published.sequence());
    published.put(target, number);
    fulls.published(bytes.length);
    if (isFullDue()) {
      publishFull(target);
    }
    return new Publication(target.version(), Publication.Outcome.PUBLISHED);
  }

  /** A full snapshot may have failed when the version was published, or cannot be read any more. */
  private Publication alreadyThere(VersionedSnapshot target)
      throws FeedException, InterruptedException {
    if (published.version() == target.version()) {
      if (!published.isNewest(target)) {
        return new Publication(published.version(), Publication.Outcome.OTHER);
      }
      if (!published.isRead() || isFullDue()) {
        publishFull(target);
        published.put(target, published.sequence());
      }
    }
    return new Publication(published.version(), Publication.Outcome.ALREADY_THERE);
  }

  /** Asks the message server before it says yes: another replica may have published one. */
  private boolean isFullDue() throws FeedException, InterruptedException {
    long version = published.version();
    if (!fulls.isDue(published.full(), version, keys.newest())) {
      return false;
    }
    published.readFull();
    return fulls.isDue(published.full(), version, keys.newest());
  }

  /** Compares with what other replicas have published. A stream that is lost is created again. */
  private void update() throws FeedException, InterruptedException {
    if (!published.isKnown()) {
      if (!streams.hasGroup(group)) {
        streams.ensureGroup(group);
      }
      published.update();
    }
  }

  /**
   * Returns whether a version was published with other content, by whichever replica of the control
   * plane; false where that is not known. Does not block.
   */
  public boolean isOther(SnapshotUpdate.Base inForce) {
    return published.isOther(inForce);
  }

  /**
   * The epoch of a key newer than all known here that the last version which another process
   * published is sealed with; 0: there is none. Any thread.
   */
  public long unknownEpoch() {
    return published.unknownEpoch();
  }

  private Address deltas() {
    return Address.ofGroup(MessageKind.DELTA, group);
  }

  private byte[] message(SnapshotUpdate update, byte[] bytes)
      throws FeedException, InterruptedException {
    boolean large = bytes.length > FullSnapshots.MAX_INLINE;
    ObjectReference object = large ? fulls.store(update.version(), bytes) : null;
    Delta delta =
        new Delta(update.version(), update.content(), update.base(), large ? null : bytes, object);
    return messages.seal(deltas(), update.version(), delta.bytes(), signer);
  }

  private void publishFull(VersionedSnapshot target) throws FeedException, InterruptedException {
    FullSnapshot full = fulls.publish(target, published.sequence());
    if (full != null) {
      published.put(full);
    }
  }

  /**
   * The newest version that is published.
   *
   * @return 0: none is
   */
  public long newest() throws FeedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      published.forget();
      update();
      return published.version();
    } finally {
      lock.unlock();
    }
  }

  /** Publishes revocations ahead of the version that has them. Does not wait for other calls. */
  public void revoked(Revocations revocations) throws FeedException, InterruptedException {
    Address address = Address.ofGroup(MessageKind.REVOKED, group);
    put(address, messages.seal(address, revocations.version(), revocations.bytes(), signer));
  }

  /**
   * Publishes the session ticket keys.
   *
   * @param version rises with each change of the keys
   */
  public void tickets(long version, TicketKeys tickets) throws FeedException, InterruptedException {
    Address address = Address.ofGroup(MessageKind.TICKETS, group);
    put(address, messages.seal(address, version, tickets.bytes(), signer));
  }

  /**
   * Sends a group key to a node.
   *
   * @param sealingKey the public key that the node made when it joined
   */
  public void groupKey(String node, byte[] sealingKey, GroupKey key)
      throws FeedException, InterruptedException {
    Address address = Address.ofNode(MessageKind.KEY, group, node);
    byte[] sealed = NodeSealing.seal(key, group, node, sealingKey);
    put(address, SignedMessage.sign(address, key.epoch(), 0, sealed, signer).bytes());
  }

  /**
   * Sends a directive to a node.
   *
   * @param revision rises with each directive for the node
   */
  public void directive(String node, long revision, NodeDirective directive)
      throws FeedException, InterruptedException {
    Address address = Address.ofNode(MessageKind.NODE, group, node);
    put(address, messages.seal(address, revision, directive.bytes(), signer));
  }

  private void put(Address address, byte[] message) throws FeedException, InterruptedException {
    try {
      long _ = store.put(Subjects.of(address), message, null);
    } catch (FeedException e) {
      if (e.reason() != Reason.NO_STREAM) {
        throw e;
      }
      streams.ensureGroup(group);
      long _ = store.put(Subjects.of(address), message, null);
    }
  }

  /** The group, and the epoch of the key that seals. */
  @Override
  public String toString() {
    @Nullable GroupKey key = keys.newest();
    return List.of(group, key == null ? "no key" : key).toString();
  }
}
