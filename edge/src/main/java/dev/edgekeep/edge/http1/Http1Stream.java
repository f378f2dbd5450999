package dev.edgekeep.edge.http1;

import dev.edgekeep.edge.exchange.ClientStream;
import dev.edgekeep.edge.forward.WebSocketUpgrade;
import dev.edgekeep.edge.message.Chunks;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response over HTTP/1.1. Small pieces are collected in one buffer, so that a head and a
 * short body are one write. Event loop only.
 */
final class Http1Stream implements ClientStream {
  /** Pieces up to this size are copied into the buffer; larger ones are written as they are. */
  private static final int COPY_LIMIT = 4096;

  private static final int HEAD_MARGIN = 192;

  private static final AsciiString HTTP_1_1 = AsciiString.cached("HTTP/1.1 ");
  private static final AsciiString CRLF = AsciiString.cached("\r\n");
  private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
  private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
  private static final AsciiString CLOSE = AsciiString.cached("Connection: close\r\n");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("Connection: keep-alive\r\n");

  private final Http1Connection connection;
  private final Channel channel;
  private final boolean isHttp10;
  private final boolean isToHead;
  private boolean closesAfterwards;
  private boolean isChunked;
  private boolean isRequestPaused;
  private @Nullable ByteBuf gathered;

  /**
   * @param request null if no request could be read
   */
  Http1Stream(Http1Connection connection, Channel channel, @Nullable RequestHead request) {
    this.connection = connection;
    this.channel = channel;
    this.isHttp10 = request != null && request.version() == HttpVersion.HTTP_1_0;
    this.isToHead = request != null && request.isHead();
    this.closesAfterwards = request == null || !request.keepAlive();
  }

  @Override
  public void informational(ResponseHead head) {
    ByteBuf out = startHead(head);
    ascii(out, CRLF);
  }

  @Override
  public void head(ResponseHead head) {
    boolean isDelimited = head.bodyLength() >= 0;
    isChunked = !isDelimited && !isHttp10;
    closesAfterwards |= connection.isEnding() || (!isDelimited && isHttp10);
    ByteBuf out = startHead(head);
    writeFraming(out, head);
    if (closesAfterwards) {
      ascii(out, CLOSE);
    } else if (isHttp10) {
      ascii(out, KEEP_ALIVE);
    }
    ascii(out, CRLF);
  }

  @Override
  public TunnelEnd switchProtocols(ResponseHead head) {
    ByteBuf out = startHead(head);
    WebSocketUpgrade.writeAnswerTo(out);
    ascii(out, CRLF);
    flush();
    return connection.becomeTunnel();
  }

  private ByteBuf startHead(ResponseHead head) {
    long expected = Math.clamp(head.bodyLength(), 0, COPY_LIMIT);
    ByteBuf out =
        gather(head.fields().encodedSize() + head.reason().length() + HEAD_MARGIN + (int) expected);
    ascii(out, HTTP_1_1);
    int status = head.status();
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
    out.writeByte(' ');
    out.writeCharSequence(head.reason(), StandardCharsets.ISO_8859_1);
    ascii(out, CRLF);
    head.fields().writeTo(out);
    return out;
  }

  // RFC 9112 §6.1 and §6.2; responses to HEAD and 304 have the length that the body would have.
  // Another one without a body may have declared nothing over HTTP/2.
  private void writeFraming(ByteBuf out, ResponseHead head) {
    if (isChunked) {
      ascii(out, CHUNKED);
    } else if (head.status() != 204) {
      long length = head.hasBody() ? head.bodyLength() : head.declaredLength();
      if (length < 0 && !head.hasBody() && !isToHead && head.status() != 304) {
        length = 0;
      }
      if (length >= 0) {
        ascii(out, LENGTH);
        ascii(out, Long.toString(length));
        ascii(out, CRLF);
      }
    }
  }

  @Override
  public void body(ByteBuf data) {
    int size = data.readableBytes();
    if (size == 0) {
      data.release();
      return;
    }
    if (isChunked) {
      append(Chunks.head(channel.alloc(), size));
    }
    append(data);
    if (isChunked) {
      append(Chunks.tail());
    }
  }

  private void append(ByteBuf data) {
    if (data.readableBytes() <= COPY_LIMIT) {
      gather(data.readableBytes()).writeBytes(data);
      data.release();
    } else {
      writeGathered();
      channel.write(data, channel.voidPromise());
    }
  }

  /** The buffer for small pieces, with room for {@code size} more bytes. */
  private ByteBuf gather(int size) {
    ByteBuf out = gathered;
    if (out != null && out.maxFastWritableBytes() < size) {
      writeGathered();
      out = null;
    }
    if (out == null) {
      out = channel.alloc().directBuffer(Math.max(size, 512));
      gathered = out;
    }
    return out;
  }

  private void writeGathered() {
    if (gathered != null) {
      channel.write(gathered, channel.voidPromise());
      gathered = null;
    }
  }

  @Override
  public void end(@Nullable Fields trailers) {
    if (isChunked) {
      append(Chunks.last(channel.alloc(), trailers));
    }
    flush();
    connection.responseEnded(!closesAfterwards);
  }

  @Override
  public void abort() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
    connection.responseAborted();
  }

  @Override
  public void drop() {
    abort();
  }

  @Override
  public void flush() {
    writeGathered();
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  boolean isRequestPaused() {
    return isRequestPaused;
  }

  @Override
  public void pauseRequest() {
    isRequestPaused = true;
    connection.controlReading();
  }

  @Override
  public void resumeRequest() {
    isRequestPaused = false;
    connection.requestResumed();
  }

  @Override
  public void closeAfterwards() {
    closesAfterwards = true;
  }

  private static void ascii(ByteBuf out, CharSequence text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
