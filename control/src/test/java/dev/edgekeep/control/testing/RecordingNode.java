package dev.edgekeep.control.testing;

import dev.edgekeep.control.deploy.Acknowledgement;
import dev.edgekeep.control.deploy.Deployment;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node that records the snapshots that it receives, or refuses them. Any thread. */
public final class RecordingNode implements Node {
  private final String name;
  private final String group;
  private final List<Snapshot> snapshots = new CopyOnWriteArrayList<>();
  private final Map<String, Long> matches = new ConcurrentHashMap<>();
  private volatile @Nullable String refusal;
  private volatile Function<String, List<OriginHealth>> health = origin -> List.of();

  public RecordingNode(String name) {
    this(name, NodeGroup.DEFAULT);
  }

  public RecordingNode(String name, String group) {
    this.name = name;
    this.group = group;
  }

  @Override
  public String group() {
    return group;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<Acknowledgement> apply(Deployment deployment) {
    String reason = refusal;
    if (reason != null) {
      return CompletableFuture.completedStage(new Acknowledgement.Refused(reason));
    }
    snapshots.add(deployment.snapshot());
    return CompletableFuture.completedStage(new Acknowledgement.InForce());
  }

  @Override
  public Map<String, Long> ruleMatches() {
    return Map.copyOf(matches);
  }

  @Override
  public List<OriginHealth> originHealth(String origin) {
    return health.apply(origin);
  }

  /** Sets the health of origins' servers, by the origin's name in the snapshot. */
  public void setHealth(Function<String, List<OriginHealth>> byOrigin) {
    health = byOrigin;
  }

  /** Sets the number of requests that a rule matched here. */
  public void matched(String rule, long count) {
    matches.put(rule, count);
  }

  /** The snapshot in force at the start. */
  void begin(Snapshot first) {
    snapshots.add(first);
  }

  /** Refuses further snapshots for a reason; null: accepts them. */
  public void refuse(@Nullable String reason) {
    refusal = reason;
  }

  /** The snapshot in force. */
  public Snapshot last() {
    return snapshots.getLast();
  }

  public int count() {
    return snapshots.size();
  }
}
