package dev.edgekeep.edge.exchange;

import dev.edgekeep.testing.Eventually;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP/2 client of raw frames, with prior knowledge. */
final class RawHttp2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int MAX_FRAME = 16_384;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final Frame settingsOfEdge;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

  /** One frame as it came (RFC 9113 §4.1). */
  record Frame(int type, int flags, int streamId, String payload) {
    boolean isLast() {
      return (flags & END_STREAM) != 0;
    }

    /** The error code of RST_STREAM and GOAWAY. */
    int errorCode() {
      return number(type == GOAWAY ? 4 : 0);
    }

    /** The 32-bit number at an offset of the payload. */
    int number(int at) {
      return Unpooled.copiedBuffer(payload, StandardCharsets.ISO_8859_1).getInt(at);
    }
  }

  /** A whole response. */
  record Response(Http2Headers head, String body, Http2Headers trailers) {}

  /** Connects, with a window of so many bytes for each response. */
  RawHttp2Client(EdgeHarness edge, int window) throws IOException {
    this(
        new Socket(InetAddress.ofLiteral("127.0.0.1"), edge.port(EdgeHarness.Protocol.HTTP_2)),
        window);
  }

  /** Speaks over a connection that is there. */
  RawHttp2Client(Socket socket, int window) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    ByteBuf settings = Unpooled.buffer().writeShort(4).writeInt(window);
    frame(SETTINGS, 0, 0, settings);
    settingsOfEdge = next(SETTINGS);
    frame(SETTINGS, ACK, 0, Unpooled.EMPTY_BUFFER);
  }

  RawHttp2Client(EdgeHarness edge) throws IOException {
    this(edge, 65_535);
  }

  /** A setting of the edge (RFC 9113 §6.5.1); -1 if it has not set it. */
  int setting(int id) {
    ByteBuf pairs = Unpooled.copiedBuffer(settingsOfEdge.payload(), StandardCharsets.ISO_8859_1);
    while (pairs.isReadable()) {
      int read = pairs.readUnsignedShort();
      int value = pairs.readInt();
      if (read == id) {
        return value;
      }
    }
    return -1;
  }

  void get(int streamId, String... more) throws IOException {
    headers(streamId, true, request("GET", more));
  }

  static Http2Headers request(String method, String... more) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method(method).path("/a").scheme("https").authority("www.example.com");
    return add(headers, more);
  }

  static Http2Headers add(Http2Headers headers, String... more) {
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1]);
    }
    return headers;
  }

  void headers(int streamId, boolean isLast, Http2Headers headers) throws IOException {
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(streamId, headers, block);
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    frame(HEADERS, END_HEADERS | (isLast ? END_STREAM : 0), streamId, block);
  }

  /** Sends fields in this order, as literals (RFC 7541 §6.2.2), in as many frames as they need. */
  void fields(int streamId, boolean isLast, String... pairs) throws IOException {
    ByteBuf block = Unpooled.buffer();
    for (int i = 0; i < pairs.length; i++) {
      if (i % 2 == 0) {
        block.writeByte(0);
      }
      length(block, pairs[i].length());
      block.writeCharSequence(pairs[i], StandardCharsets.ISO_8859_1);
    }
    boolean isFirst = true;
    while (isFirst || block.isReadable()) {
      ByteBuf part = block.readSlice(Math.min(block.readableBytes(), MAX_FRAME));
      int flags = (block.isReadable() ? 0 : END_HEADERS) | (isFirst && isLast ? END_STREAM : 0);
      frame(isFirst ? HEADERS : CONTINUATION, flags, streamId, part);
      isFirst = false;
    }
  }

  /** RFC 7541 §5.1, with a prefix of seven bits. */
  private static void length(ByteBuf out, int length) {
    if (length < 127) {
      out.writeByte(length);
      return;
    }
    out.writeByte(127);
    int rest = length - 127;
    while (rest >= 128) {
      out.writeByte(rest % 128 + 128);
      rest /= 128;
    }
    out.writeByte(rest);
  }

  void data(int streamId, boolean isLast, String data) throws IOException {
    ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.ISO_8859_1);
    frame(DATA, isLast ? END_STREAM : 0, streamId, bytes);
  }

  void reset(int streamId) throws IOException {
    frame(RST_STREAM, 0, streamId, Unpooled.buffer().writeInt(8));
  }

  void window(int streamId, int increment) throws IOException {
    frame(WINDOW_UPDATE, 0, streamId, Unpooled.buffer().writeInt(increment));
  }

  void frame(int type, int flags, int streamId, ByteBuf payload) throws IOException {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags).writeInt(streamId);
    frame.writeBytes(payload);
    out.write(ByteBufUtil.getBytes(frame));
    out.flush();
  }

  /** The next frame of any kind. */
  Frame next() throws IOException {
    int start = in.readInt();
    int length = start >>> 8;
    int flags = in.readUnsignedByte();
    int streamId = in.readInt();
    byte[] payload = in.readNBytes(length);
    return new Frame(
        start & 0xff, flags, streamId, new String(payload, StandardCharsets.ISO_8859_1));
  }

  /** The next frame of that type; others are passed over. */
  Frame next(int type) throws IOException {
    Frame frame = next();
    while (frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  Frame nextUpdate() throws IOException {
    return next(WINDOW_UPDATE);
  }

  Http2Headers decode(Frame frame) throws IOException {
    byte[] block = frame.payload().getBytes(StandardCharsets.ISO_8859_1);
    try {
      return decoder.decodeHeaders(frame.streamId(), Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** The next whole response, of the stream that answers next; no other may answer meanwhile. */
  Response response() throws IOException {
    Frame frame = next(HEADERS);
    Http2Headers head = decode(frame);
    StringBuilder body = new StringBuilder();
    Http2Headers trailers = new DefaultHttp2Headers();
    while (!frame.isLast()) {
      frame = next();
      if (frame.type() == DATA) {
        body.append(frame.payload());
      } else if (frame.type() == HEADERS) {
        trailers = decode(frame);
      } else if (frame.type() == RST_STREAM || frame.type() == GOAWAY) {
        throw new IOException("the response was cut off: " + frame);
      }
    }
    return new Response(head, body.toString(), trailers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
