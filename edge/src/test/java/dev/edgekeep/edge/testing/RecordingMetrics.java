package dev.edgekeep.edge.testing;

import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics that tests read. */
public final class RecordingMetrics implements EdgeMetrics {
  public final List<String> refusedHandshakes = new CopyOnWriteArrayList<>();
  public final List<String> refusedRequests = new CopyOnWriteArrayList<>();
  public final AtomicInteger openTunnels = new AtomicInteger();
  public final List<String> completedHandshakes = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, RecordingKeyServerMetrics> keyServers =
      new ConcurrentHashMap<>();

  @Override
  public void connectionOpened() {}

  @Override
  public void connectionClosed() {}

  @Override
  public void handshakeCompleted(String tlsVersion, boolean resumed, Verdict verdict, long nanos) {
    completedHandshakes.add(
        tlsVersion + " " + (resumed ? "resumed" : "full") + " " + verdict.label());
  }

  @Override
  public void handshakeRefused(String reason) {
    refusedHandshakes.add(reason);
  }

  @Override
  public void requestCompleted(String protocol, int status, long nanos) {}

  @Override
  public void requestRefused(String reason) {
    refusedRequests.add(reason);
  }

  @Override
  public void tunnelOpened() {
    openTunnels.incrementAndGet();
  }

  @Override
  public void tunnelClosed() {
    openTunnels.decrementAndGet();
  }

  @Override
  public void originConnect(boolean success) {}

  @Override
  public RecordingKeyServerMetrics keyServer(String name) {
    return keyServers.computeIfAbsent(name, key -> new RecordingKeyServerMetrics());
  }
}
