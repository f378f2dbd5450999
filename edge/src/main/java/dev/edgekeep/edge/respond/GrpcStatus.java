package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.origin.OriginFailure;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;

/**
 * The status of an answer of the edge to a gRPC request: gRPC's mapping from HTTP, and more precise
 * where the edge knows the cause.
 */
public enum GrpcStatus {
  CANCELLED(1),
  UNKNOWN(2),
  DEADLINE_EXCEEDED(4),
  PERMISSION_DENIED(7),
  RESOURCE_EXHAUSTED(8),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  UNAUTHENTICATED(16);

  /** The reason of a refusal at the deadline of a client. */
  public static final String DEADLINE_REASON = "grpc-deadline";

  private final int code;

  GrpcStatus(int code) {
    this.code = code;
  }

  /** The value of {@code grpc-status}. */
  AsciiString text() {
    return new AsciiString(Integer.toString(code));
  }

  /** The status that stands for one of HTTP. */
  public static GrpcStatus ofHttp(int status) {
    return switch (status) {
      case 400 -> INTERNAL;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404, 405, 421, 501 -> UNIMPLEMENTED;
      case 408 -> DEADLINE_EXCEEDED;
      case 413, 414, 431 -> RESOURCE_EXHAUSTED;
      case 429, 502, 503, 504 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }

  /** The status of a refusal. One with 403 asks for a certificate, or for one of another CA. */
  public static GrpcStatus of(Decision.Refuse refusal) {
    if (refusal.reason().equals(DEADLINE_REASON)) {
      return DEADLINE_EXCEEDED;
    }
    return refusal.status() == 403 && !refusal.verdict().isVerified()
        ? UNAUTHENTICATED
        : ofHttp(refusal.status());
  }

  /** The status of a request that no origin has answered. */
  public static GrpcStatus of(OriginFailure failure) {
    long code = failure.resetCode();
    if (code == OriginFailure.NOT_RESET) {
      return ofHttp(failure.kind().status());
    }
    if (code == Http2Error.CANCEL.code()) {
      return CANCELLED;
    } else if (code == Http2Error.REFUSED_STREAM.code()) {
      return UNAVAILABLE;
    } else if (code == Http2Error.ENHANCE_YOUR_CALM.code()) {
      return RESOURCE_EXHAUSTED;
    }
    return code == Http2Error.INADEQUATE_SECURITY.code() ? PERMISSION_DENIED : INTERNAL;
  }
}
