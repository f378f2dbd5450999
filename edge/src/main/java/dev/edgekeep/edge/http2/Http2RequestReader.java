package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the head of an HTTP/2 request (RFC 9113 §8.3), strictly. */
final class Http2RequestReader {
  private static final AsciiString UPGRADE_OPTION = AsciiString.cached("Upgrade");
  private static final String WEBSOCKET = "websocket";

  private @Nullable String method;
  private @Nullable String path;
  private @Nullable String authority;
  private @Nullable String protocol;
  private @Nullable String scheme;
  private @Nullable StringBuilder cookies;
  private final Fields fields = new Fields();

  private Http2RequestReader() {}

  /**
   * @param isLast whether no body follows
   */
  static RequestHead read(Http2Headers headers, boolean isLast) throws BadMessage {
    Http2RequestReader reader = new Http2RequestReader();
    FieldSection.check(headers);
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      reader.take(field.getKey(), field.getValue());
    }
    return reader.head(isLast);
  }

  private void take(CharSequence name, CharSequence value) throws BadMessage {
    if (name.length() > 0 && name.charAt(0) == ':') {
      pseudo(name.toString(), value.toString());
    } else if (FieldName.COOKIE.lower().contentEquals(name)) {
      cookie(value);
    } else {
      fields.addChecked(name, value);
    }
  }

  private void pseudo(String name, String value) throws BadMessage {
    switch (name) {
      case ":method" -> method = once(name, method, value);
      case ":path" -> path = once(name, path, value);
      case ":authority" -> authority = Authority.check(once(name, authority, value));
      case ":protocol" -> protocol = once(name, protocol, value);
      case ":scheme" -> {
        scheme = once(name, scheme, value);
        if (!value.equals("https") && !value.equals("http")) {
          throw new BadMessage(400, "the scheme " + value);
        }
      }
      default -> throw new BadMessage(400, "the pseudo-header " + name);
    }
  }

  private static String once(String name, @Nullable String before, String value) throws BadMessage {
    if (before != null) {
      throw new BadMessage(400, "more than one " + name);
    }
    return value;
  }

  // RFC 9113 §8.2.3: cookie fields are joined before they are sent over HTTP/1.1.
  private void cookie(CharSequence value) throws BadMessage {
    Fields.checkEnds(value);
    if (cookies == null) {
      cookies = new StringBuilder(value);
    } else {
      cookies.append("; ").append(value);
    }
  }

  private RequestHead head(boolean isLast) throws BadMessage {
    if (cookies != null) {
      fields.addChecked(FieldName.COOKIE.lower(), cookies);
    }
    checkFields();
    if (protocol != null) {
      return extendedConnect(protocol);
    }
    if (scheme == null && !"CONNECT".equals(method)) {
      throw new BadMessage(400, "a request without :scheme (RFC 9113 §8.3.1)");
    }
    long declared = fields.contentLength();
    if (isLast && declared > 0) {
      throw new BadMessage(400, "a Content-Length without a body");
    }
    long length = isLast ? BodyLength.NONE : declared < 0 ? BodyLength.CHUNKED : declared;
    String checkedMethod = RequestHead.checkMethod(method);
    return new RequestHead(
        HttpVersion.HTTP_2,
        checkedMethod,
        RequestHead.checkPath(checkedMethod, path),
        authority(),
        fields,
        length,
        true);
  }

  /**
   * RFC 8441 §4 and §5. Rules, logs and the origin see the request as its equivalent in HTTP/1.1: a
   * GET that asks for the upgrade.
   */
  private RequestHead extendedConnect(String wanted) throws BadMessage {
    if (!"CONNECT".equals(method)) {
      throw new BadMessage(400, "the pseudo-header :protocol with another method than CONNECT");
    }
    if (scheme == null || authority == null) {
      throw new BadMessage(400, "an extended CONNECT without :scheme and :authority");
    }
    if (!wanted.equals(WEBSOCKET)) {
      throw new BadMessage(501, "an extended CONNECT for another protocol than websocket");
    }
    if (fields.contains(FieldName.CONTENT_LENGTH)) {
      throw new BadMessage(400, "an extended CONNECT with a Content-Length");
    }
    fields.add(FieldName.UPGRADE, WEBSOCKET);
    fields.add(FieldName.CONNECTION, UPGRADE_OPTION);
    return new RequestHead(
        HttpVersion.HTTP_2,
        "GET",
        RequestHead.checkPath("GET", path),
        authority(),
        fields,
        BodyLength.NONE,
        true);
  }

  // RFC 9113 §8.2.2.
  private void checkFields() throws BadMessage {
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = fields.name(i);
      boolean isOddTe = name == FieldName.TE && !fields.value(i).equalsIgnoreCase("trailers");
      if (isOddTe || isConnectionSpecific(name)) {
        throw new BadMessage(400, "the field " + name + ", which HTTP/2 does not have");
      }
    }
  }

  private static boolean isConnectionSpecific(@Nullable FieldName name) {
    return name == FieldName.TRANSFER_ENCODING
        || name == FieldName.CONNECTION
        || name == FieldName.KEEP_ALIVE
        || name == FieldName.PROXY_CONNECTION
        || name == FieldName.UPGRADE;
  }

  // RFC 9113 §8.3.1: Host may replace :authority, and must not contradict it.
  private String authority() throws BadMessage {
    int index = fields.find(FieldName.HOST, 0);
    if (index < 0) {
      if (authority == null) {
        throw new BadMessage(400, "neither :authority nor Host");
      }
      return authority;
    }
    String host = Authority.check(fields.value(index));
    boolean isOnly = fields.find(FieldName.HOST, index + 1) < 0;
    if (!isOnly || (authority != null && !authority.equalsIgnoreCase(host))) {
      throw new BadMessage(400, "Host and :authority contradict each other");
    }
    return host;
  }
}
