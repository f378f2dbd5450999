package dev.edgekeep.edge.frames;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * A decoded field section that is not validated: the reader of a request or response does that, for
 * it can answer, or name, what is malformed. One thread at a time.
 */
public final class FieldList extends DefaultHttp2Headers {
  /** Bytes above the limit that are still read, so that the request can be answered with 431. */
  private static final int MAX_EXCESS = 256 * 1024;

  private boolean hasField;
  private boolean isMisordered;
  private boolean hasEmptyName;

  private FieldList(int sizeHint) {
    super(false, sizeHint);
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    boolean isPseudo = name.length() > 0 && name.charAt(0) == ':';
    isMisordered |= isPseudo && hasField;
    hasField |= !isPseudo;
    if (name.length() == 0) {
      // The list cannot contain it.
      hasEmptyName = true;
      return this;
    }
    return super.add(name, value);
  }

  /** Keeps several Content-Length fields, which the codec would merge into one. */
  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    return this;
  }

  /** A fault that cannot be seen in the list itself; null when there is none. */
  public @Nullable String problem() {
    if (hasEmptyName) {
      return "a header without a name";
    }
    return isMisordered ? "a pseudo-header after another field (RFC 9113 §8.3)" : null;
  }

  /** Decodes field sections of a limited size into such lists. */
  public static final class Decoder extends DefaultHttp2HeadersDecoder {
    public Decoder(int headerBytes) throws Http2Exception {
      super(false, headerBytes);
      maxHeaderListSize(headerBytes, headerBytes);
    }

    @Override
    protected Http2Headers newHeaders() {
      return new FieldList(numberOfHeadersGuess());
    }

    /** Still decodes a section that is too large, and drops it: the next one needs its table. */
    @Override
    public void maxHeaderListSize(long max, long goAwayMax) throws Http2Exception {
      super.maxHeaderListSize(max, max + MAX_EXCESS);
    }
  }
}
