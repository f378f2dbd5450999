package dev.edgekeep.edge.testing;

import dev.edgekeep.edge.metrics.KeyServerMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Counters of one key server, recorded. */
public final class RecordingKeyServerMetrics implements KeyServerMetrics {
  public final AtomicInteger inFlight = new AtomicInteger();
  public final List<String> outcomes = new CopyOnWriteArrayList<>();
  public final List<String> failovers = new CopyOnWriteArrayList<>();

  /** Address and reason. */
  public final List<String> failures = new CopyOnWriteArrayList<>();

  public final List<String> connects = new CopyOnWriteArrayList<>();
  public final Map<String, Boolean> up = new ConcurrentHashMap<>();

  @Override
  public void operationBegun() {
    inFlight.incrementAndGet();
  }

  @Override
  public void operationEnded(String outcome, long nanos) {
    inFlight.decrementAndGet();
    outcomes.add(outcome);
  }

  @Override
  public void failedOver(String reason) {
    failovers.add(reason);
  }

  @Override
  public void addressFailed(String address, String reason) {
    failures.add(address + " " + reason);
  }

  @Override
  public void connect(String address, boolean success) {
    connects.add(address + (success ? " connected" : " failed"));
  }

  @Override
  public void up(String address, boolean isUp) {
    up.put(address, isUp);
  }

  @Override
  public void forget(String address) {
    up.remove(address);
  }
}
