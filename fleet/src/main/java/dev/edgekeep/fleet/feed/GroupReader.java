package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.Delta;
import dev.edgekeep.fleet.message.FullSnapshot;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.ObjectReference;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedObjects;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.StoredMessage;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.SealException;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.fleet.seal.SealedMessages.Opened;
import dev.edgekeep.fleet.seal.SealedMessages.UnknownKeyException;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.Unsealer;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the versions of a group from its stream: from a position to the newest. It holds the
 * position, and the number of the last delta that was read. One thread at a time; blocks.
 */
final class GroupReader {
  /** The sealed group needs no seal for its parts. */
  private static final Unsealer OPEN = (id, body) -> body;

  /** A follower that is further behind begins from the full snapshot, if there is one. */
  private static final int MAX_BEHIND = 64;

  private final FollowerSettings settings;
  private final SealedMessages messages;
  private final FeedStore store;
  private final FeedObjects objects;
  private final String stream;
  private final Address deltas;
  private final Receiver receiver;

  private volatile Position position;

  /** The number of the last delta that was read; 0: none was. */
  private long sequence;

  /** The number of the last delta of the stream, at the last comparison. */
  private long last;

  /** The newest authentic delta that was seen; it may not be possible to read or to apply it. */
  private Position seen = Position.NONE;

  /** The epoch of a delta whose key is newer than all known; 0: there is none. */
  private volatile long unknownEpoch;

  /** The newest version that the receiver could not take. */
  private long refused;

  /** The last full snapshot that was seen; null: none was. */
  private @Nullable FullSnapshot full;

  /** Receives versions. */
  interface Receiver {
    /**
     * @return false: it cannot be the base of the next one
     */
    boolean version(ReceivedUpdate update);

    /** A message was refused. */
    void refused(String reason);
  }

  GroupReader(
      FeedConnection connection, FollowerSettings settings, Position from, Receiver receiver) {
    this.settings = settings;
    this.messages = new SealedMessages(settings.keys());
    this.store = new FeedStore(connection);
    this.objects = new FeedObjects(connection);
    this.stream = Subjects.stream(settings.group());
    this.deltas = Address.ofGroup(MessageKind.DELTA, settings.group());
    this.receiver = receiver;
    this.position = from;
  }

  Position position() {
    return position;
  }

  /** The number of the last delta that was read. */
  long sequence() {
    return sequence;
  }

  /** The newest authentic delta that was seen. */
  Position seen() {
    return seen;
  }

  /** The last full snapshot that was seen; null: none was. */
  @Nullable FullSnapshot full() {
    return full;
  }

  long unknownEpoch() {
    return unknownEpoch;
  }

  /** Looks for the full snapshot again, which another replica may have replaced. */
  void readFull() throws FeedException, InterruptedException {
    try {
      full = newestFull();
    } catch (UnknownKeyException _) {
      full = null; // nobody can begin from it any more
    }
  }

  /** Sets the position to a version that this process has published itself. */
  void published(Position at, long number) {
    position = at;
    seen = at;
    sequence = number;
  }

  void published(FullSnapshot snapshot) {
    full = snapshot;
  }

  /**
   * Applies a delta that came by subscription.
   *
   * @return false: something is missing before it, or its key is: {@link #catchUp} is needed
   */
  boolean received(byte[] data) throws FeedException, InterruptedException {
    try {
      Delta delta = open(data);
      if (delta == null || delta.version() <= position.version()) {
        return true;
      }
      return follows(delta) && apply(delta);
    } catch (UnknownKeyException _) {
      return false;
    }
  }

  /**
   * As {@link #catchUp}, for a publisher: the number of the last delta counts also where it cannot
   * be read, as it will be replaced.
   */
  void catchUpToReplace() throws FeedException, InterruptedException {
    if (!catchUp()) {
      sequence = last;
    }
  }

  /**
   * Reads on from the position to the newest version.
   *
   * @return false: the position is not the newest version, as a message needs a group key that is
   *     not known yet, or something is missing before it, or it cannot be applied
   */
  boolean catchUp() throws FeedException, InterruptedException {
    StoredMessage message = store.last(stream, Subjects.of(deltas));
    last = message == null ? 0 : message.sequence();
    if (message == null || last < sequence) {
      sequence = 0; // another stream: it was lost, and created again
      full = null;
      seen = Position.NONE;
    }
    unknownEpoch = 0;
    if (message == null) {
      return true;
    }
    try {
      Delta newest = open(message.data());
      if (newest != null) {
        seen = new Position(newest.version(), newest.content());
      }
      if (newest != null && newest.version() <= position.version()) {
        sequence = last;
        return true;
      }
      if (position.version() == 0 || newest == null || isFarBehind(newest)) {
        beginFromFull();
      }
      readOn();
      return isAtEnd();
    } catch (UnknownKeyException e) {
      receiver.refused(String.valueOf(e.getMessage()));
      GroupKey known = settings.keys().newest();
      unknownEpoch = known == null || e.epoch() > known.epoch() ? e.epoch() : 0;
      if (e.version() > seen.version()) {
        seen = new Position(e.version(), Position.NONE.content());
      }
      return false;
    }
  }

  /** A follower tries what could not be applied with each comparison: the reason may be gone. */
  private boolean isAtEnd() {
    boolean isAtEnd = position.version() >= seen.version();
    if (!isAtEnd && settings.node() != null) {
      sequence = 0;
      refused = 0;
    }
    return isAtEnd;
  }

  private boolean isFarBehind(Delta newest) {
    return newest.version() - position.version() > MAX_BEHIND;
  }

  private void readOn() throws FeedException, InterruptedException, UnknownKeyException {
    boolean fromFull = false;
    StoredMessage next = store.next(stream, Subjects.of(deltas), sequence);
    while (next != null) {
      Delta delta = open(next.data());
      if (delta != null && delta.version() > position.version()) {
        if (follows(delta)) {
          apply(delta);
        } else if (!fromFull) {
          fromFull = true;
          if (beginFromFull()) {
            next = store.next(stream, Subjects.of(deltas), sequence);
            continue;
          }
        }
      }
      sequence = next.sequence();
      next = store.next(stream, Subjects.of(deltas), sequence);
    }
  }

  private boolean follows(Delta delta) {
    SnapshotUpdate.Base base = delta.base();
    return base == null || position.is(base);
  }

  /**
   * Applies the newest full snapshot if it is newer than the position, and reads on from it.
   *
   * @return true: it was applied
   */
  private boolean beginFromFull() throws FeedException, InterruptedException, UnknownKeyException {
    FullSnapshot newest = newestFull();
    if (newest == null) {
      return false;
    }
    full = newest;
    if (newest.version() <= position.version() || newest.version() <= refused) {
      sequence =
          newest.version() <= position.version() ? Math.max(sequence, newest.sequence()) : sequence;
      return false;
    }
    byte[] bytes = fetch(newest.object());
    if (bytes == null || !apply(newest.version(), bytes)) {
      return false;
    }
    sequence = newest.sequence();
    return true;
  }

  private @Nullable FullSnapshot newestFull()
      throws FeedException, InterruptedException, UnknownKeyException {
    Address address = Address.ofGroup(MessageKind.FULL, settings.group());
    StoredMessage last = store.last(stream, Subjects.of(address));
    if (last == null) {
      return null;
    }
    try {
      Opened opened = messages.open(address, last.data(), settings.check());
      FullSnapshot snapshot = FullSnapshot.read(opened.body());
      checkVersion(opened, snapshot.version());
      return snapshot;
    } catch (WireException | SealException e) {
      receiver.refused("the full snapshot: " + e.getMessage());
      return null;
    }
  }

  /** Checks and opens a delta; null: it is refused. */
  private @Nullable Delta open(byte[] data) throws UnknownKeyException {
    try {
      Opened opened = messages.open(deltas, data, settings.check());
      Delta delta = Delta.read(opened.body());
      checkVersion(opened, delta.version());
      if (delta.version() > seen.version()) {
        seen = new Position(delta.version(), delta.content());
      }
      return delta;
    } catch (WireException | SealException e) {
      receiver.refused("a delta: " + e.getMessage());
      return null;
    }
  }

  private static void checkVersion(Opened opened, long version) throws WireException {
    if (opened.version() != version) {
      throw new WireException("the message and its content are of different versions");
    }
  }

  private boolean apply(Delta delta)
      throws FeedException, InterruptedException, UnknownKeyException {
    byte[] bytes = delta.update();
    if (bytes == null && delta.object() != null) {
      bytes = fetch(delta.object());
    }
    return bytes != null && apply(delta.version(), bytes);
  }

  private byte @Nullable [] fetch(ObjectReference object)
      throws FeedException, InterruptedException, UnknownKeyException {
    byte[] sealed = objects.get(settings.group(), object);
    if (sealed == null) {
      receiver.refused("object %s is not complete".formatted(object.name()));
      return null;
    }
    try {
      return messages.openObject(settings.group(), object, sealed, UpdateFormat.MAX_BYTES);
    } catch (SealException e) {
      receiver.refused(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean apply(long version, byte[] bytes) {
    SnapshotUpdate update;
    try {
      update = UpdateFormat.read(bytes, OPEN);
      if (update.version() != version) {
        throw new WireException("the update is of another version");
      }
    } catch (WireException e) {
      receiver.refused("version %d: %s".formatted(version, e.getMessage()));
      refused = Math.max(refused, version);
      return false;
    }
    SnapshotUpdate.Base base = update.base();
    if (base != null && !position.is(base)) {
      receiver.refused("version %d is a change of another version".formatted(version));
      return false;
    }
    if (!receiver.version(new ReceivedUpdate(update, bytes))) {
      refused = Math.max(refused, version);
      return false;
    }
    position = new Position(update.version(), update.content());
    return true;
  }
}
