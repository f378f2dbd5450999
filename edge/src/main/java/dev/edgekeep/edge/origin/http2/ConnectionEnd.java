package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginFailure.Kind;
import dev.edgekeep.edge.origin.OriginFailure.Processed;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The reason why a connection ends, for the requests that end with it. One thread. */
final class ConnectionEnd {
  private static final int MAX_DEBUG = 100;
  private static final int TLS_ALERT = 0x15;

  private @Nullable OriginFailure cause;
  private @Nullable String goAway;

  /** Sets the reason; the first one counts. */
  void because(OriginFailure failure) {
    if (cause == null) {
      cause = failure;
    }
  }

  /** The first bytes of the server: they may tell that it speaks another protocol. */
  void firstBytes(ByteBuf in) {
    int at = in.readerIndex();
    if (in.readableBytes() >= 5 && "HTTP/".equals(in.toString(at, 5, StandardCharsets.US_ASCII))) {
      because(OriginFailure.badResponse("an answer in HTTP/1: it does not speak HTTP/2 here"));
    } else if (in.isReadable() && in.getByte(at) == TLS_ALERT) {
      because(OriginFailure.badResponse("a TLS alert: it expects TLS, not plaintext"));
    }
  }

  void goAway(long errorCode, ByteBuf debugData) {
    String text = "GOAWAY " + name(errorCode);
    int length = Math.min(debugData.readableBytes(), MAX_DEBUG);
    if (length > 0) {
      String debug = debugData.toString(debugData.readerIndex(), length, StandardCharsets.US_ASCII);
      text += ", " + debug.replaceAll("[^ -~]", "?");
    }
    goAway = text;
  }

  /**
   * The failure of a stream.
   *
   * @param isUnprocessed whether the server said so
   * @param isStale whether the connection had been used before, and nothing has come since
   * @param hasAnswer whether a part of the response has come
   */
  OriginFailure failure(boolean isUnprocessed, boolean isStale, boolean hasAnswer) {
    if (isUnprocessed) {
      return new OriginFailure(Kind.CLOSED, "it ended the connection: " + goAway, Processed.NO);
    }
    if (cause != null) {
      return cause;
    }
    String detail =
        goAway != null
            ? "it ended the connection: " + goAway
            : hasAnswer
                ? "it closed the connection in the middle of its answer"
                : "it closed the connection without an answer";
    return new OriginFailure(
        Kind.CLOSED, detail, isStale ? Processed.UNLIKELY : Processed.POSSIBLY);
  }

  /** An error of a stream or of the connection that we found. */
  static OriginFailure ofError(boolean outbound, Http2Exception error) {
    return outbound
        ? new OriginFailure(
            Kind.BAD_RESPONSE, "the request cannot be sent to it: " + error.getMessage())
        : OriginFailure.badResponse("what HTTP/2 does not allow: " + error.getMessage());
  }

  /** A request for a WebSocket that cannot be sent. */
  static OriginFailure noWebSockets() {
    return new OriginFailure(
        Kind.BAD_RESPONSE, "it does not offer WebSockets over HTTP/2 (RFC 8441)", Processed.NO);
  }

  /** A head that the codec did not write. */
  static OriginFailure notSent(@Nullable Throwable reason) {
    String detail =
        reason == null ? "its connection has no room" : String.valueOf(reason.getMessage());
    return new OriginFailure(Kind.BAD_RESPONSE, "the request cannot be sent to it: " + detail);
  }

  /** The server has reset a stream. */
  static OriginFailure ofReset(long errorCode) {
    String detail = "it gave the request up: RST_STREAM " + name(errorCode);
    boolean isRefused = errorCode == Http2Error.REFUSED_STREAM.code();
    return new OriginFailure(
        Kind.CLOSED, detail, isRefused ? Processed.NO : Processed.POSSIBLY, errorCode);
  }

  private static String name(long errorCode) {
    Http2Error error = Http2Error.valueOf(errorCode);
    return error == null ? "error " + errorCode : error.name();
  }
}
