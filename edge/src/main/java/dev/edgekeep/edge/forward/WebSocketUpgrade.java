package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.ConnectionOptions;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.message.WebSocketKey;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a WebSocket (RFC 6455 §4), as far as it is the edge's: asking for the
 * upgrade, and telling whether the origin has taken it. Over HTTP/1.1 the key is the client's, and
 * so is the check of what answers it; over HTTP/2 there is none (RFC 8441 §5), and both are the
 * edge's. Immutable.
 */
public final class WebSocketUpgrade {
  static final String PROTOCOL = "websocket";

  private static final AsciiString FIELDS =
      AsciiString.cached("Upgrade: websocket\r\nConnection: Upgrade\r\n");

  private final @Nullable String key;

  private WebSocketUpgrade(@Nullable String key) {
    this.key = key;
  }

  /**
   * The upgrade that a request asks for, before its hop-by-hop fields are removed; null when it
   * asks for none. Other protocols than this one are not asked for on behalf of anybody: a server
   * may ignore Upgrade (RFC 9110 §7.8), and h2c would lead past the edge.
   */
  static @Nullable WebSocketUpgrade of(RequestHead head) {
    Fields fields = head.fields();
    if (!fields.contains(FieldName.UPGRADE)
        || head.version() == HttpVersion.HTTP_1_0
        || !head.method().equals("GET")
        || head.bodyLength() != BodyLength.NONE
        || !ConnectionOptions.contains(fields, "upgrade")
        || !namesProtocol(fields)) {
      return null;
    }
    return new WebSocketUpgrade(
        head.version() == HttpVersion.HTTP_2 ? WebSocketKey.newKey() : null);
  }

  private static boolean namesProtocol(Fields fields) {
    for (int i = fields.find(FieldName.UPGRADE, 0);
        i >= 0;
        i = fields.find(FieldName.UPGRADE, i + 1)) {
      for (String protocol : fields.value(i).split(",", -1)) {
        if (protocol.strip().equalsIgnoreCase(PROTOCOL)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns whether the handshake with the origin is the edge's own, and no answer but 101 means
   * it.
   */
  public boolean isOwn() {
    return key != null;
  }

  /** Removes what the edge says itself. */
  void takeOver(Fields fields) {
    if (key != null) {
      fields.remove(FieldName.WEBSOCKET_KEY);
      fields.remove(FieldName.WEBSOCKET_ACCEPT);
    }
  }

  /** The edge's own {@code Sec-WebSocket-Key}; null when the client's is passed on. */
  @Nullable String key() {
    return key;
  }

  /** The fields of an answer that has taken it, as the client gets them over HTTP/1.1. */
  public static void writeAnswerTo(ByteBuf out) {
    ascii(out, FIELDS);
  }

  /**
   * Why a 101 (Switching Protocols) of the origin is none that was asked for; null when it is (RFC
   * 6455 §4.1).
   */
  public @Nullable String objectionTo(ResponseHead head) {
    if (!namesProtocol(head.fields())) {
      return "a switch to another protocol than websocket";
    }
    if (key != null
        && !WebSocketKey.accept(key).equals(head.fields().first(FieldName.WEBSOCKET_ACCEPT))) {
      return "a Sec-WebSocket-Accept that does not answer our key";
    }
    return null;
  }

  private static void ascii(ByteBuf out, CharSequence text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
