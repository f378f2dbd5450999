package dev.edgekeep.edge.frames;

import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Map;

/** Field sections as HTTP/2 has them, to and from {@link Fields}. */
public final class FieldSection {
  private FieldSection() {}

  /**
   * Checks the order of a received section.
   *
   * @throws BadMessage when it has a fault that cannot be seen field by field
   */
  public static void check(Http2Headers headers) throws BadMessage {
    String problem = headers instanceof FieldList list ? list.problem() : null;
    if (problem != null) {
      throw new BadMessage(400, problem);
    }
  }

  /**
   * Reads a trailer section, which has no pseudo-headers (RFC 9113 §8.1).
   *
   * @throws BadMessage when a field is malformed
   */
  public static Fields trailers(Http2Headers headers) throws BadMessage {
    check(headers);
    Fields fields = new Fields();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      fields.addChecked(field.getKey(), field.getValue());
    }
    return fields;
  }

  /** A trailer section to be sent. */
  public static Http2Headers ofTrailers(Fields trailers) {
    AsciiString[] pairs = new AsciiString[2 * trailers.size()];
    int count = addAll(trailers, pairs, 0);
    return ReadOnlyHttp2Headers.trailers(false, Arrays.copyOf(pairs, count));
  }

  /**
   * Puts the fields that were not removed into {@code pairs} from {@code at}, in lower case.
   *
   * @return the index after the last
   */
  public static int addAll(Fields fields, AsciiString[] pairs, int at) {
    int count = at;
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i)) {
        pairs[count++] = fields.lowerName(i);
        pairs[count++] = fields.asciiValue(i);
      }
    }
    return count;
  }
}
