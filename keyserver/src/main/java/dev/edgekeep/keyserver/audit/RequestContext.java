package dev.edgekeep.keyserver.audit;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The context of a request, which an edge may send with it: JSON with {@code request_id}, and
 * {@code traceparent} (W3C Trace Context) where it records traces. Immutable.
 *
 * @param requestId the edge's name of the operation; null: there is none, or none that can be
 *     written to a log
 * @param traceparent null: there is none
 */
record RequestContext(@Nullable String requestId, @Nullable String traceparent) {
  static final RequestContext NONE = new RequestContext(null, null);

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_TEXT = 64;

  /** Reads one; {@link #NONE} for bytes that are something else: they decide about nothing. */
  static RequestContext read(byte[] bytes) {
    if (bytes.length == 0) {
      return NONE;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      return read(parser);
    } catch (JacksonException _) {
      return NONE;
    }
  }

  private static RequestContext read(JsonParser parser) {
    String requestId = null;
    String traceparent = null;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return NONE;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING && name.equals("request_id")) {
        requestId = visible(parser.getString());
      } else if (value == JsonToken.VALUE_STRING && name.equals("traceparent")) {
        traceparent = visible(parser.getString());
      } else {
        parser.skipChildren();
      }
    }
    return new RequestContext(requestId, traceparent);
  }

  private static @Nullable String visible(String text) {
    return !text.isEmpty()
            && text.length() <= MAX_TEXT
            && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? text
        : null;
  }
}
