package dev.edgekeep.edge.origin.http1;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.OriginRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** Writes the heads of requests as HTTP/1.1 (RFC 9112 §3), one after the other. One thread. */
public final class RequestEncoder implements FieldSink {
  private static final int OTHER_BYTES = 64;

  private static final AsciiString VERSION_AND_HOST = AsciiString.cached(" HTTP/1.1\r\nHost: ");
  private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
  private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
  private static final AsciiString UPGRADE = AsciiString.cached("Upgrade: ");
  private static final AsciiString CONNECTION_UPGRADE =
      AsciiString.cached("Connection: Upgrade\r\n");
  private static final AsciiString TE_TRAILERS =
      AsciiString.cached("TE: trailers\r\nConnection: TE\r\n");

  private ByteBuf out = Unpooled.EMPTY_BUFFER;

  /**
   * Writes a head.
   *
   * @param server the Host field where the client's is not preserved
   */
  public ByteBuf encode(OriginRequest request, String server, ByteBufAllocator allocator) {
    ByteBuf head = allocator.directBuffer(request.sizeOfFields() + OTHER_BYTES);
    out = head;
    text(request.method());
    out.writeByte(' ');
    text(request.target());
    text(VERSION_AND_HOST);
    text(request.authority(server));
    endLine();
    request.fields().writeTo(out);
    writeFraming(request);
    request.addEdgeFields(this);
    endLine();
    out = Unpooled.EMPTY_BUFFER;
    return head;
  }

  private void writeFraming(OriginRequest request) {
    long length = request.bodyLength();
    if (length == BodyLength.CHUNKED) {
      text(CHUNKED);
    } else if (length != BodyLength.NONE || mayHaveBody(request.method())) {
      text(LENGTH);
      text(Long.toString(length));
      endLine();
    }
    if (request.acceptsTrailers()) {
      text(TE_TRAILERS);
    }
    String upgrade = request.upgrade();
    if (upgrade != null) {
      text(UPGRADE);
      text(upgrade);
      endLine();
      text(CONNECTION_UPGRADE);
    }
  }

  /** RFC 9110 §8.6: a request with such a method says so when it has no body. */
  private static boolean mayHaveBody(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  @Override
  public void add(CharSequence name, CharSequence value) {
    text(name);
    out.writeShort((':' << 8) | ' ');
    text(value);
    endLine();
  }

  @Override
  public void addAll(Fields fields) {
    fields.writeTo(out);
  }

  private void endLine() {
    out.writeShort(('\r' << 8) | '\n');
  }

  private void text(CharSequence text) {
    out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }
}
