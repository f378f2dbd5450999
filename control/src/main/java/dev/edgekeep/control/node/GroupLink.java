package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.Acknowledgement;
import dev.edgekeep.control.deploy.Deployment;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.feed.Publication;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the versions of one group to its nodes. {@link #apply} on one thread; the rest on any.
 */
final class GroupLink implements Node {
  private final String group;
  private final FeedPosition position;
  private final RevocationsAhead ahead;
  private volatile @Nullable GroupPublisher publisher;
  private volatile Snapshot last = Snapshot.EMPTY;
  private volatile long published;
  private volatile @Nullable Equal equal;

  /** The newest versions that have the same content for this group. */
  private record Equal(long from, long to, Fingerprint content) {}

  private volatile Runnable back = () -> {};

  /** Used by the thread of {@link #apply}. */
  private boolean isFirst = true;

  /**
   * @param position is told when nodes have what the database has not
   */
  GroupLink(String group, FeedPosition position) {
    this.group = group;
    this.position = position;
    this.ahead = new RevocationsAhead(group);
  }

  @Override
  public String name() {
    return "group " + group;
  }

  @Override
  public String group() {
    return group;
  }

  @Override
  public void whenBack(Runnable isBack) {
    back = isBack;
  }

  /** From now on there is something to publish with; or there is a connection again. */
  void open(GroupPublisher ready) {
    publisher = ready;
    back.run();
  }

  /**
   * Publishes nothing while the newest key cannot be read: a removed node may have an older one.
   */
  void suspend() {
    publisher = null;
  }

  @Nullable GroupPublisher publisher() {
    return publisher;
  }

  /** The newest version that is known to be published; 0: none. */
  long published() {
    return published;
  }

  /**
   * The newest version with the content that a version of this group has: a change of the hosts of
   * other groups is no change here, and nobody waits until nodes have it.
   */
  long equalTo(long version) {
    Equal now = equal;
    return now != null && version >= now.from() ? Math.max(version, now.to()) : version;
  }

  /** Publishes a version, unless it is published; nodes report themselves what they do with it. */
  @Override
  public CompletionStage<Acknowledgement> apply(Deployment deployment) {
    last = deployment.snapshot();
    VersionedSnapshot target = deployment.versioned();
    Equal before = equal;
    equal =
        before != null && before.content().equals(target.content())
            ? new Equal(before.from(), target.version(), target.content())
            : new Equal(target.version(), target.version(), target.content());
    return CompletableFuture.completedStage(publish(deployment));
  }

  private Acknowledgement publish(Deployment deployment) {
    VersionedSnapshot target = deployment.versioned();
    GroupPublisher ready = publisher;
    if (ready == null) {
      return new Acknowledgement.Unreachable("there is no connection to a message server yet");
    }
    try {
      Publication made = ready.publish(target);
      published = Math.max(published, made.version());
      compare(target.version(), made, ready.unknownEpoch());
      return new Acknowledgement.InForce();
    } catch (FeedException e) {
      return new Acknowledgement.Unreachable(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Acknowledgement.Unreachable("interrupted");
    }
  }

  /**
   * Tells when a backup was restored. Other content of an equal number counts for the first version
   * of this process only, as a backup is restored before a start: two replicas that compile a
   * version in different ways would go on raising it.
   */
  private void compare(long target, Publication made, long unknownEpoch) {
    if (made.version() > target) {
      position.isAhead(made.version());
    } else if (isFirst && made.outcome() == Publication.Outcome.OTHER) {
      position.isOther(made.version());
    }
    if (unknownEpoch > 0) {
      position.hasOtherKey(group, unknownEpoch);
    }
    isFirst = false;
  }

  /** Nodes report their counters themselves. */
  @Override
  public Map<String, Long> ruleMatches() {
    return Map.of();
  }

  /** Returns whether a version was published with other content; false where it is not known. */
  boolean isOther(SnapshotUpdate.Base inForce) {
    GroupPublisher ready = publisher;
    return ready != null && ready.isOther(inForce);
  }

  /**
   * Sends revocations of those client CAs that hosts of the group trust, on a thread of its own.
   */
  void revokeAhead(long version, Map<String, SerialSet> revoked) {
    Map<String, SerialSet> ours = new HashMap<>(revoked);
    ours.keySet().retainAll(last.clientCas().keySet());
    GroupPublisher ready = publisher;
    if (ours.isEmpty() || ready == null) {
      return;
    }
    ahead.send(ready, version, ours);
  }
}
