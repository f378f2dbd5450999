package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the head of an HTTP/2 response (RFC 9113 §8.3.2), as strictly as a request's. */
final class ResponseReader {
  private ResponseReader() {}

  /**
   * Reads a head.
   *
   * @param toHead whether the request's method was HEAD, so that the response has no body
   * @param isLast whether nothing follows
   * @throws BadMessage when it is malformed; its detail says how
   */
  static ResponseHead read(Http2Headers headers, boolean toHead, boolean isLast) throws BadMessage {
    FieldSection.check(headers);
    CharSequence status = null;
    Fields fields = new Fields();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      CharSequence name = field.getKey();
      if (name.charAt(0) != ':') {
        fields.addChecked(name, field.getValue());
      } else if (!":status".contentEquals(name)) {
        throw new BadMessage(502, "the pseudo-header " + name);
      } else if (status != null) {
        throw new BadMessage(502, "more than one :status");
      } else {
        status = field.getValue();
      }
    }
    checkFields(fields);
    return head(status(status), fields, toHead, isLast);
  }

  private static ResponseHead head(int status, Fields fields, boolean toHead, boolean isLast)
      throws BadMessage {
    long declared = fields.contentLength();
    boolean isBodiless = toHead || status < 200 || status == 204 || status == 304;
    if (isLast && !isBodiless && declared > 0) {
      throw new BadMessage(502, "a Content-Length without a body");
    }
    long length =
        isLast || isBodiless ? BodyLength.NONE : declared < 0 ? BodyLength.CHUNKED : declared;
    return new ResponseHead(status, reason(status), fields, length, declared, true);
  }

  private static int status(@Nullable CharSequence text) throws BadMessage {
    if (text == null) {
      throw new BadMessage(502, "a response without :status");
    }
    int status = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9' || i == 3) {
        throw badStatus();
      }
      status = status * 10 + (digit - '0');
    }
    if (status < 100 || status > 599) {
      throw badStatus();
    }
    if (status == 101) {
      throw new BadMessage(502, "the status 101, which HTTP/2 does not have");
    }
    return status;
  }

  private static BadMessage badStatus() {
    return new BadMessage(502, "a response status that is not three digits from 100 to 599");
  }

  /** HTTP/2 has no reason phrases; clients of HTTP/1.1 get the usual one. */
  private static String reason(int status) {
    String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
    return reason.endsWith(")") ? "" : reason;
  }

  // RFC 9113 §8.2.2.
  private static void checkFields(Fields fields) throws BadMessage {
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = fields.name(i);
      if (name == FieldName.TRANSFER_ENCODING
          || name == FieldName.CONNECTION
          || name == FieldName.KEEP_ALIVE
          || name == FieldName.PROXY_CONNECTION
          || name == FieldName.UPGRADE) {
        throw new BadMessage(502, "the field " + name + ", which HTTP/2 does not have");
      }
    }
  }
}
