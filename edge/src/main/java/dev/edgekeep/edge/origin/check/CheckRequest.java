package dev.edgekeep.edge.origin.check;

import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.ProxiedClient;
import dev.edgekeep.snapshot.HealthCheck;
import org.jspecify.annotations.Nullable;

/** The request of a health check. Immutable. */
record CheckRequest(HealthCheck.Probe probe, long bodyLength) implements OriginRequest {
  private static final int SIZE = 128;

  private boolean isGrpc() {
    return probe instanceof HealthCheck.Grpc;
  }

  @Override
  public String method() {
    return isGrpc() ? "POST" : "GET";
  }

  @Override
  public String target() {
    return probe instanceof HealthCheck.Http http ? http.path() : GrpcHealth.PATH;
  }

  @Override
  public String authority(String server) {
    return server;
  }

  @Override
  public Fields fields() {
    return new Fields();
  }

  @Override
  public void addEdgeFields(FieldSink sink) {
    sink.add("User-Agent", "edgekeep-health-check");
    if (isGrpc()) {
      sink.add("Content-Type", "application/grpc");
    }
  }

  @Override
  public int sizeOfFields() {
    return SIZE;
  }

  @Override
  public boolean acceptsTrailers() {
    return isGrpc();
  }

  @Override
  public @Nullable String upgrade() {
    return null;
  }

  @Override
  public boolean isReplayable() {
    return false;
  }

  @Override
  public @Nullable ProxiedClient proxiedClient() {
    return null;
  }
}
