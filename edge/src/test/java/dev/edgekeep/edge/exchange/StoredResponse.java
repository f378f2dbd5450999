package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete response in memory.
 *
 * @param fields names and values in turn
 * @param body in memory that is never released
 */
record StoredResponse(List<AsciiString> fields, ByteBuf body, long storedMillis) {
  /** Copies the fields of a head before the exchange changes them. */
  static List<AsciiString> fieldsOf(ResponseHead head) {
    List<AsciiString> pairs = new ArrayList<>();
    for (int i = 0; i < head.fields().size(); i++) {
      pairs.add(head.fields().lowerName(i));
      pairs.add(AsciiString.of(head.fields().value(i)));
    }
    return pairs;
  }

  Fields copyFields() {
    Fields copy = new Fields();
    for (int i = 0; i < fields.size(); i += 2) {
      copy.add(fields.get(i), fields.get(i + 1));
    }
    return copy;
  }

  @Nullable String etag() {
    int name = fields.indexOf(AsciiString.of("etag"));
    return name < 0 ? null : fields.get(name + 1).toString();
  }

  /** Collects a response up to a size. */
  static final class Collector {
    private final int limit;
    private final List<AsciiString> fields;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean isTooLarge;

    Collector(ResponseHead head, int limit) {
      this.fields = fieldsOf(head);
      this.limit = limit;
    }

    /** Copies the bytes, which stay the caller's. */
    void add(ByteBuf data) {
      isTooLarge |= body.size() + data.readableBytes() > limit;
      if (!isTooLarge) {
        byte[] copy = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), copy);
        body.writeBytes(copy);
      }
    }

    /** The response; null when it was too large. */
    @Nullable StoredResponse complete(long nowMillis) {
      return isTooLarge
          ? null
          : new StoredResponse(fields, Unpooled.wrappedBuffer(body.toByteArray()), nowMillis);
    }
  }
}
