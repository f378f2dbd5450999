package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.testing.Eventually;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Applies what it receives, and remembers it. Fails when a version is not newer. */
final class TestNode implements FollowerListener {
  final List<Long> versions = new CopyOnWriteArrayList<>();
  final List<Boolean> full = new CopyOnWriteArrayList<>();
  final List<Revocations> revoked = new CopyOnWriteArrayList<>();
  final List<TicketKeys> tickets = new CopyOnWriteArrayList<>();
  final List<NodeDirective> directives = new CopyOnWriteArrayList<>();
  final List<GroupKey> groupKeys = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<String> wrong = new CopyOnWriteArrayList<>();
  final AtomicInteger caughtUp = new AtomicInteger();

  /** The number of versions that it cannot take. */
  final AtomicInteger refusals = new AtomicInteger();

  /** The number of versions that it fails at. */
  final AtomicInteger failures = new AtomicInteger();

  /** Called while a directive is handled. */
  volatile Runnable whenDirected = () -> {};

  private volatile VersionedSnapshot snapshot;
  private @Nullable FeedConnection connection;
  private @Nullable GroupFollower follower;

  TestNode(VersionedSnapshot has) {
    this.snapshot = has;
  }

  void begin(FeedConnection with, GroupFollower following) {
    connection = with;
    follower = following;
  }

  FeedConnection connection() {
    return Objects.requireNonNull(connection);
  }

  GroupFollower follower() {
    return Objects.requireNonNull(follower);
  }

  VersionedSnapshot snapshot() {
    return snapshot;
  }

  void awaitVersion(long version) {
    Eventually.await("version " + version, () -> snapshot.version() == version);
  }

  /** Compares now, and returns afterwards. A comparison that was under way does not count. */
  void compare() {
    int before = caughtUp.get();
    for (int more = 1; more <= 2; more++) {
      int wanted = before + more;
      follower().compareSoon();
      Eventually.await("the comparison", () -> caughtUp.get() >= wanted);
    }
  }

  void stop() {
    follower().close();
    connection().close();
  }

  @Override
  public boolean version(ReceivedUpdate update) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("it fails");
    }
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return false;
    }
    if (update.version() <= snapshot.version()) {
      wrong.add("version %d after %d".formatted(update.version(), snapshot.version()));
    }
    try {
      snapshot = snapshot.apply(update.update());
    } catch (WireException e) {
      wrong.add(String.valueOf(e.getMessage()));
      return false;
    }
    versions.add(update.version());
    full.add(update.update().isFull());
    return true;
  }

  @Override
  public void revoked(Revocations revocations) {
    revoked.add(revocations);
  }

  @Override
  public void tickets(TicketKeys keys) {
    tickets.add(keys);
  }

  @Override
  public void directive(NodeDirective directive) {
    whenDirected.run();
    directives.add(directive);
  }

  @Override
  public void groupKey(GroupKey key) {
    groupKeys.add(key);
  }

  @Override
  public void caughtUp() {
    caughtUp.incrementAndGet();
  }

  @Override
  public void refused(String reason) {
    refused.add(reason);
  }
}
