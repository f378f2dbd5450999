package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import org.jspecify.annotations.Nullable;

/** A request for an origin, without a client. */
record TestRequest(String method, String target, long bodyLength) implements OriginRequest {
  static TestRequest get(String target) {
    return new TestRequest("GET", target, BodyLength.NONE);
  }

  static TestRequest upload(String target) {
    return new TestRequest("POST", target, BodyLength.CHUNKED);
  }

  @Override
  public String authority(String server) {
    return "www.example.com";
  }

  @Override
  public Fields fields() {
    return new Fields();
  }

  @Override
  public void addEdgeFields(FieldSink sink) {
    sink.add("X-Request-Id", "1");
  }

  @Override
  public int sizeOfFields() {
    return 0;
  }

  @Override
  public boolean acceptsTrailers() {
    return false;
  }

  @Override
  public @Nullable String upgrade() {
    return null;
  }

  @Override
  public @Nullable ProxiedClient proxiedClient() {
    return null;
  }

  @Override
  public boolean isReplayable() {
    return bodyLength == BodyLength.NONE && method.equals("GET");
  }
}
