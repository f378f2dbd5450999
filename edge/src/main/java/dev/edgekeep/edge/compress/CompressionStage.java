package dev.edgekeep.edge.compress;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.respond.ResponseStage;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.Compression.Encoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compresses a response, and changes its head accordingly. It holds only what its encoder holds
 * until the origin pauses: then all can be decoded that the origin has sent. Event loop only.
 */
final class CompressionStage extends ResponseStage {
  private static final AsciiString ACCEPT_ENCODING = AsciiString.cached("Accept-Encoding");
  private static final String WEAK = "W/";

  private final Compression compression;
  private final @Nullable Encoding encoding;
  private final @Nullable String ifNoneMatch;
  private final boolean toHead;
  private @Nullable Encoder encoder;
  private boolean hasUnflushed;

  /**
   * @param encoding the one that the client accepts; null: none
   * @param ifNoneMatch the request's field; null: it has none
   * @param toHead whether the request's method is HEAD
   */
  CompressionStage(
      ResponseSink next,
      Compression compression,
      @Nullable Encoding encoding,
      @Nullable String ifNoneMatch,
      boolean toHead) {
    super(next);
    this.compression = compression;
    this.encoding = encoding;
    this.ifNoneMatch = ifNoneMatch;
    this.toHead = toHead;
  }

  @Override
  public void head(ResponseHead head) {
    Fields fields = head.fields();
    if (head.status() == 304) {
      weakenIfAsked(fields);
      next().head(head);
      return;
    }
    if (!isCompressible(head)) {
      next().head(head);
      return;
    }
    addVary(fields);
    if (encoding == null) {
      next().head(head);
      return;
    }
    // Ranges of the origin's representation are not ranges of this one.
    fields.remove(FieldName.ACCEPT_RANGES);
    removeDigests(fields);
    weaken(fields);
    if (head.hasBody()) {
      fields.add(FieldName.CONTENT_ENCODING, Encoders.name(encoding));
      encoder = Encoders.create(encoding);
    }
    next().head(head.withUnknownLength());
  }

  private boolean isCompressible(ResponseHead head) {
    Fields fields = head.fields();
    long length = head.declaredLength();
    return head.status() >= 200
        && head.status() != 204
        && head.status() != 206
        && (head.hasBody() || toHead)
        && (length < 0 || length >= Math.max(1, compression.minBytes()))
        && !fields.contains(FieldName.CONTENT_ENCODING)
        && MediaTypes.match(compression.types(), fields.first(FieldName.CONTENT_TYPE))
        && !CompressionStages.forbidsTransformation(fields);
  }

  /** RFC 9110 §12.5.5. */
  private static void addVary(Fields fields) {
    for (int i = fields.find(FieldName.VARY, 0); i >= 0; i = fields.find(FieldName.VARY, i + 1)) {
      for (String name : fields.value(i).split(",", -1)) {
        String stripped = name.strip().toLowerCase(Locale.ROOT);
        if (stripped.equals("accept-encoding") || stripped.equals("*")) {
          return;
        }
      }
    }
    fields.add(FieldName.VARY, ACCEPT_ENCODING);
  }

  /** RFC 9530: a digest of other bytes than those that are sent. */
  private static void removeDigests(Fields fields) {
    for (AsciiString name : Digests.NAMES) {
      fields.removeLoosely(name);
    }
  }

  /** The bytes are not the origin's any more, so its tag is weak (RFC 9110 §8.8.1). */
  private static void weaken(Fields fields) {
    String tag = fields.first(FieldName.ETAG);
    if (tag != null && !tag.startsWith(WEAK)) {
      fields.remove(FieldName.ETAG);
      fields.add(FieldName.ETAG, WEAK + tag);
    }
  }

  /** 304 has the tag of the response that it confirms (RFC 9110 §15.4.5): the weakened one. */
  private void weakenIfAsked(Fields fields) {
    String tag = fields.first(FieldName.ETAG);
    if (tag != null && ifNoneMatch != null && ifNoneMatch.contains(WEAK + tag)) {
      weaken(fields);
      addVary(fields);
    }
  }

  @Override
  public void body(ByteBuf data) {
    Encoder to = encoder;
    if (to == null) {
      next().body(data);
      return;
    }
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(Math.max(512, data.readableBytes() / 2));
    try {
      to.encode(data, out);
    } finally {
      data.release();
      pass(out);
    }
    hasUnflushed = true;
  }

  private void pass(ByteBuf out) {
    if (out.isReadable()) {
      next().body(out);
    } else {
      out.release();
    }
  }

  @Override
  public void flush() {
    Encoder to = encoder;
    if (to != null && hasUnflushed) {
      hasUnflushed = false;
      ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(512);
      to.flush(out);
      pass(out);
    }
    next().flush();
  }

  @Override
  public void end(@Nullable Fields trailers) {
    Encoder to = encoder;
    if (to != null) {
      ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(512);
      to.finish(out);
      close();
      pass(out);
    }
    next().end(trailers);
  }

  @Override
  public void discard() {
    close();
    next().discard();
  }

  private void close() {
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
  }

  /** Fields about the bytes of a body. */
  private static final class Digests {
    static final AsciiString[] NAMES = {
      AsciiString.cached("content-digest"),
      AsciiString.cached("repr-digest"),
      AsciiString.cached("digest"),
      AsciiString.cached("content-md5"),
    };
  }
}
