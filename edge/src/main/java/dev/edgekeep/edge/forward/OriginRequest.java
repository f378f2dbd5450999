package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.snapshot.ForwardPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request as the origin gets it: HTTP/1.1, with the client's fields that may pass and the edge's
 * own. It can be written more than once, for another attempt.
 */
public final class OriginRequest {
  private static final int OWN_FIELDS_SIZE = 256;

  private static final AsciiString VERSION_AND_HOST = AsciiString.cached(" HTTP/1.1\r\nHost: ");
  private static final AsciiString CRLF = AsciiString.cached("\r\n");
  private static final AsciiString COLON = AsciiString.cached(": ");
  private static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id: ");
  private static final AsciiString PROTO_HTTPS = AsciiString.cached("X-Forwarded-Proto: https\r\n");
  private static final AsciiString PROTO_HTTP = AsciiString.cached("X-Forwarded-Proto: http\r\n");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host: ");
  private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
  private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
  private static final AsciiString TE_TRAILERS =
      AsciiString.cached("TE: trailers\r\nConnection: TE\r\n");

  private final RequestHead head;
  private final ForwardPolicy policy;
  private final ClientFields client;
  private final AsciiString certificateFields;
  private final String requestId;
  private final @Nullable WebSocketUpgrade upgrade;
  private final boolean takesTrailers;
  private final @Nullable String addresses;

  private OriginRequest(
      RequestHead head,
      ForwardPolicy policy,
      ClientFields client,
      AsciiString certificateFields,
      String requestId,
      @Nullable WebSocketUpgrade upgrade,
      boolean takesTrailers,
      @Nullable String addresses) {
    this.head = head;
    this.policy = policy;
    this.client = client;
    this.certificateFields = certificateFields;
    this.requestId = requestId;
    this.upgrade = upgrade;
    this.takesTrailers = takesTrailers;
    this.addresses = addresses;
  }

  /**
   * Takes {@code head} over: its fields are cut down to those that may pass.
   *
   * @throws BadMessage when they cannot be
   */
  public static OriginRequest of(
      RequestHead head,
      ForwardPolicy policy,
      ClientFields client,
      ClientVerdict verdict,
      String requestId)
      throws BadMessage {
    Fields fields = head.fields();
    WebSocketUpgrade upgrade = WebSocketUpgrade.of(head);
    boolean takesTrailers = upgrade == null && takesTrailers(fields);
    if (upgrade != null) {
      upgrade.takeOver(fields);
    }
    if (!head.expectsContinue()) {
      fields.remove(FieldName.EXPECT);
    }
    String addresses = takeOut(fields, client.addressName(policy));
    EndToEnd.keepOfRequest(fields);
    AsciiString certificateFields = client.certificateFields(policy, verdict);
    return new OriginRequest(
        head, policy, client, certificateFields, requestId, upgrade, takesTrailers, addresses);
  }

  private static boolean takesTrailers(Fields fields) {
    String te = fields.first(FieldName.TE);
    return te != null && te.toLowerCase(java.util.Locale.ROOT).contains("trailers");
  }

  /** The values of a field, removed, joined with commas; null when there are none. */
  private static @Nullable String takeOut(Fields fields, AsciiString name) {
    String joined = null;
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.isNamedLoosely(i, name)) {
        if (fields.isNamed(i, name)) {
          joined = joined == null ? fields.value(i) : joined + ", " + fields.value(i);
        }
        fields.remove(i);
      }
    }
    return joined;
  }

  /**
   * Writes the head.
   *
   * @param serverName what Host says when the client's is not preserved
   */
  public ByteBuf encode(ByteBufAllocator allocator, String serverName) {
    ByteBuf out = allocator.directBuffer(sizeBound());
    ascii(out, head.method());
    out.writeByte(' ');
    ascii(out, head.target());
    ascii(out, VERSION_AND_HOST);
    ascii(out, policy.preserveHost() ? head.authority() : serverName);
    ascii(out, CRLF);
    head.fields().writeTo(out);
    writeFraming(out);
    writeForwarded(out);
    ascii(out, certificateFields);
    ascii(out, CRLF);
    return out;
  }

  private int sizeBound() {
    return head.fields().encodedSize() + certificateFields.length() + OWN_FIELDS_SIZE;
  }

  private void writeFraming(ByteBuf out) {
    if (head.bodyLength() == BodyLength.CHUNKED) {
      ascii(out, CHUNKED);
    } else if (head.hasBody() || mayHaveBody(head.method())) {
      ascii(out, LENGTH);
      ascii(out, Long.toString(head.bodyLength()));
      ascii(out, CRLF);
    }
    if (takesTrailers) {
      ascii(out, TE_TRAILERS);
    }
    if (upgrade != null) {
      upgrade.writeTo(out);
    }
  }

  // RFC 9110 §8.6: such methods say so when they have no body.
  private static boolean mayHaveBody(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  private void writeForwarded(ByteBuf out) {
    ascii(out, policy.clientAddress());
    ascii(out, COLON);
    if (addresses != null && !addresses.isEmpty()) {
      out.writeCharSequence(addresses, StandardCharsets.ISO_8859_1);
      ascii(out, ", ");
    }
    ascii(out, client.address());
    ascii(out, CRLF);
    ascii(out, client.isSecure() ? PROTO_HTTPS : PROTO_HTTP);
    ascii(out, FORWARDED_HOST);
    ascii(out, head.authority());
    ascii(out, CRLF);
    ascii(out, REQUEST_ID);
    ascii(out, requestId);
    ascii(out, CRLF);
  }

  private static void ascii(ByteBuf out, CharSequence text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  /** The upgrade that it asks for; null when it is an ordinary request. */
  public @Nullable WebSocketUpgrade upgrade() {
    return upgrade;
  }

  /** Whether the request came in a version whose client understands interim responses. */
  public boolean takesInterimResponses() {
    return head.version() != HttpVersion.HTTP_1_0;
  }
}
