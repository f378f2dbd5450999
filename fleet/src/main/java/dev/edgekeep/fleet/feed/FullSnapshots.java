package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.FullSnapshot;
import dev.edgekeep.fleet.message.MessageKind;
import dev.edgekeep.fleet.message.ObjectReference;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedObjects;
import dev.edgekeep.fleet.nats.FeedStore;
import dev.edgekeep.fleet.nats.Subjects;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.SealedMessages;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stores full snapshots and large deltas as objects. One thread at a time; blocks. */
final class FullSnapshots {
  /** A larger update is stored as an object. */
  static final int MAX_INLINE = 512 << 10;

  /** No more versions than the stream keeps deltas may be behind the last full snapshot. */
  private static final int MAX_DELTAS = 64;

  /** Deltas of fewer bytes than these are read sooner than a full snapshot. */
  private static final long MIN_BYTES = 256 << 10;

  /** The time for which an object stays when there is a newer full snapshot. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Version and time, as {@link #store} names objects. */
  private static final Pattern NAME = Pattern.compile("v(\\d{1,18})-(\\d{1,12})-[0-9a-f]+");

  private final String group;
  private final SealedMessages messages;
  private final Signer signer;
  private final InstantSource clock;
  private final FeedStore store;
  private final FeedObjects objects;

  /** The bytes of the deltas that this process has published since the last full snapshot. */
  private long bytes;

  FullSnapshots(
      FeedConnection connection,
      String group,
      SealedMessages messages,
      Signer signer,
      InstantSource clock) {
    this.group = group;
    this.messages = messages;
    this.signer = signer;
    this.clock = clock;
    this.store = new FeedStore(connection);
    this.objects = new FeedObjects(connection);
  }

  /** Counts a delta. */
  void published(int size) {
    bytes += size;
  }

  /**
   * Returns whether it is time for another full snapshot.
   *
   * @param version the newest that is published
   */
  boolean isDue(@Nullable FullSnapshot last, long version, @Nullable GroupKey key) {
    return last == null
        || version - last.version() >= MAX_DELTAS
        || bytes > Math.max(MIN_BYTES, last.object().size() / 2)
        || (key != null && key.epoch() > last.object().epoch());
  }

  /** Stores bytes as an object. */
  ObjectReference store(long version, byte[] content) throws FeedException, InterruptedException {
    String name =
        "v%d-%d-%s"
            .formatted(
                version,
                clock.instant().getEpochSecond(),
                Long.toHexString(ThreadLocalRandom.current().nextLong()));
    SealedMessages.SealedObject object = messages.sealObject(group, name, content);
    objects.put(group, name, object.sealed());
    return object.reference();
  }

  /**
   * Publishes the full snapshot of a version that is published.
   *
   * @param sequence of its delta
   */
  @Nullable FullSnapshot publish(VersionedSnapshot target, long sequence)
      throws FeedException, InterruptedException {
    byte[] content = UpdateFormat.write(target.full(), (id, body) -> body);
    FullSnapshot full =
        new FullSnapshot(
            target.version(), target.content(), store(target.version(), content), sequence);
    Address address = Address.ofGroup(MessageKind.FULL, group);
    byte[] message = messages.seal(address, target.version(), full.bytes(), signer);
    long _ = store.put(Subjects.of(address), message, null);
    bytes = 0;
    deleteBefore(target.version());
    return full;
  }

  /** Deletes objects of older versions that no node can be reading any more. */
  private void deleteBefore(long version) throws FeedException {
    long until = clock.instant().minus(KEPT).getEpochSecond();
    for (String name : objects.names(group)) {
      Matcher stored = NAME.matcher(name);
      if (stored.matches()
          && Long.parseLong(stored.group(1)) < version
          && Long.parseLong(stored.group(2)) < until) {
        objects.delete(group, name);
      }
    }
  }
}
