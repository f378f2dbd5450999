package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.trace.RequestTrace;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as an origin gets it, the same over every protocol: the transport encodes
 * it, and adds what its protocol needs to frame a message. It can be sent more than once, for
 * another attempt. Event loop only.
 */
public interface OriginRequest {
  String method();

  /** The request target: a path with its query, or {@code *}. */
  String target();

  /**
   * The host that the request is for, as in {@code Host} and {@code :authority}.
   *
   * @param server the server's own name, for an origin that does not get the client's
   */
  String authority(String server);

  /** The client's fields that may pass: without framing, hop-by-hop and edge-only fields. */
  Fields fields();

  /** Adds the edge's own fields, which come after {@link #fields}. */
  void addEdgeFields(FieldSink sink);

  /** About the number of bytes of all fields as text, for the size of a buffer. */
  int sizeOfFields();

  /** Bytes of the body, or {@link dev.edgekeep.edge.message.BodyLength#CHUNKED}. */
  long bodyLength();

  /** True if the client accepts a trailer section ({@code TE: trailers}). */
  boolean acceptsTrailers();

  /** The protocol that the client asks to switch to, {@code websocket}; null for none. */
  @Nullable String upgrade();

  /** The client that origin connections are dedicated to; null: they are shared by all clients. */
  @Nullable ProxiedClient proxiedClient();

  /** The spans that its attempts are recorded in; null: it has none. */
  default @Nullable RequestTrace trace() {
    return null;
  }

  /** True if it may be sent again without asking the client (RFC 9110 §9.2.2). */
  boolean isReplayable();
}
