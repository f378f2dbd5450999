package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.Acknowledgement;
import dev.edgekeep.control.deploy.Deployment;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.fleet.feed.GroupPublisher;
import dev.edgekeep.fleet.feed.Publication;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the versions of one group to its nodes. {@link #apply} on one thread; the rest on any.
 */
final class GroupLink implements Node {
  private final String group;
  private final LongConsumer ahead;
  private volatile @Nullable GroupPublisher publisher;
  private volatile Snapshot last = Snapshot.EMPTY;
  private volatile long published;
  private volatile Runnable back = () -> {};

  /**
   * @param ahead receives the version that is published where it is newer than the one to publish
   */
  GroupLink(String group, LongConsumer ahead) {
    this.group = group;
    this.ahead = ahead;
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

  /** Publishes a version, unless it is published; nodes report themselves what they do with it. */
  @Override
  public CompletionStage<Acknowledgement> apply(Deployment deployment) {
    last = deployment.snapshot();
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
      if (made.version() > target.version()) {
        ahead.accept(made.version());
      }
      return new Acknowledgement.InForce();
    } catch (FeedException e) {
      return new Acknowledgement.Unreachable(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Acknowledgement.Unreachable("interrupted");
    }
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
    Thread.ofVirtual()
        .name("revocations-" + group)
        .start(() -> send(ready, new Revocations(version, ours)));
  }

  private static void send(GroupPublisher publisher, Revocations revocations) {
    try {
      publisher.revoked(revocations);
    } catch (FeedException e) {
      return; // they are in the snapshot, which is published when the message server is back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
