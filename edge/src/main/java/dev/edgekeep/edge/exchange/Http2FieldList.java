package dev.edgekeep.edge.exchange;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * A field section as it was decoded, nothing validated: that is for {@link Http2RequestReader},
 * which can answer a malformed request. One thread at a time.
 */
final class Http2FieldList extends DefaultHttp2Headers {
  /** What is read of a section that is too large, so that it can be answered with 431. */
  private static final int MAX_EXCESS = 256 * 1024;

  private boolean hasField;
  private boolean isMisordered;
  private boolean hasEmptyName;

  private Http2FieldList(int sizeHint) {
    super(false, sizeHint);
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    boolean isPseudo = name.length() > 0 && name.charAt(0) == ':';
    isMisordered |= isPseudo && hasField;
    hasField |= !isPseudo;
    if (name.length() == 0) {
      // The list cannot hold it.
      hasEmptyName = true;
      return this;
    }
    return super.add(name, value);
  }

  /** The codec would make one Content-Length of several, or of a list: they stay as they came. */
  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    return this;
  }

  /** What is wrong that the list itself does not show; null when nothing is. */
  @Nullable String problem() {
    if (hasEmptyName) {
      return "a header without a name";
    }
    return isMisordered ? "a pseudo-header after another field (RFC 9113 §8.3)" : null;
  }

  /** Makes such lists, of at most so many bytes. */
  static final class Decoder extends DefaultHttp2HeadersDecoder {
    Decoder(int headerBytes) throws Http2Exception {
      super(false, headerBytes);
      maxHeaderListSize(headerBytes, headerBytes);
    }

    @Override
    protected Http2Headers newHeaders() {
      return new Http2FieldList(numberOfHeadersGuess());
    }

    /** A section that is too large is decoded still, and dropped: the next one needs its table. */
    @Override
    public void maxHeaderListSize(long max, long goAwayMax) throws Http2Exception {
      super.maxHeaderListSize(max, max + MAX_EXCESS);
    }
  }
}
