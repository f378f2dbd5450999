package dev.edgekeep.control.testing;

import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.deploy.NodeRefusedException;
import dev.edgekeep.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node that keeps the snapshots that it is given, or refuses them. Any thread. */
public final class RecordingNode implements Node {
  private final String name;
  private final List<Snapshot> snapshots = new CopyOnWriteArrayList<>();
  private final Map<String, Long> matches = new ConcurrentHashMap<>();
  private volatile @Nullable String refusal;

  public RecordingNode(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void apply(long version, Snapshot snapshot) throws NodeRefusedException {
    String reason = refusal;
    if (reason != null) {
      throw new NodeRefusedException(reason, null);
    }
    snapshots.add(snapshot);
  }

  @Override
  public Map<String, Long> ruleMatches() {
    return Map.copyOf(matches);
  }

  /** A rule was true of so many requests here. */
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
