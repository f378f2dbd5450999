package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** The part of a response that has come, and what may still follow. One thread. */
final class ResponseProgress {
  /** Interim responses of one stream; more are an attack. */
  private static final int MAX_INTERIM = 32;

  private final boolean toHead;
  private final int headerBytes;
  private @Nullable ResponseHead head;
  private long received;
  private int interims;

  /**
   * @param toHead whether the request's method was HEAD
   * @param headerBytes the largest head
   */
  ResponseProgress(boolean toHead, int headerBytes) {
    this.toHead = toHead;
    this.headerBytes = headerBytes;
  }

  /** Returns whether anything of the response has come. */
  boolean hasBegun() {
    return head != null || interims > 0;
  }

  /** Returns whether the head of the final response has come. */
  boolean hasHead() {
    return head != null;
  }

  /**
   * Reads a head, of an interim response or the final one.
   *
   * @throws BadMessage when it may not come, or is malformed
   */
  ResponseHead head(Http2Headers headers, boolean isLast) throws BadMessage {
    ResponseHead read = ResponseReader.read(headers, toHead, isLast);
    if (read.fields().encodedSize() > headerBytes) {
      throw new BadMessage(502, "a head of more than " + headerBytes + " bytes");
    }
    if (!read.isInformational()) {
      head = read;
    } else if (isLast || ++interims > MAX_INTERIM) {
      throw new BadMessage(
          502, isLast ? "nothing after an interim response" : "too many interim responses");
    }
    return read;
  }

  /**
   * Counts bytes of the body (RFC 9113 §8.1.1).
   *
   * @throws BadMessage when they do not match the head
   */
  void body(int bytes, boolean isLast) throws BadMessage {
    ResponseHead of = head;
    if (of == null) {
      throw new BadMessage(502, "a body before its head");
    }
    received += bytes;
    long length = of.bodyLength();
    if (length >= 0 && received > length) {
      throw new BadMessage(502, "more of a body than its head allows");
    }
    if (length >= 0 && isLast && received < length) {
      throw new BadMessage(502, "less of a body than its Content-Length");
    }
  }
}
