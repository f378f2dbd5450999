package dev.edgekeep.edge.testing;

import dev.edgekeep.testing.Eventually;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 server of raw frames, with prior knowledge: a test reads and writes each frame. */
public final class RawHttp2Origin implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int ACK = 1;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final int PREFACE_LENGTH = 24;

  private final ServerSocket socket;
  private final int[] settings;
  private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
  public final List<Connection> connections = new CopyOnWriteArrayList<>();

  /** One frame as it came (RFC 9113 §4.1). */
  public record Frame(int type, int flags, int streamId, String payload) {
    public boolean isLast() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The 32-bit number at an offset of the payload. */
    public int number(int at) {
      return Unpooled.copiedBuffer(payload, StandardCharsets.ISO_8859_1).getInt(at);
    }
  }

  /** A whole request: its fields as {@code name: value}, in their order. */
  public record Request(int streamId, List<String> fields, String body, List<String> trailers) {}

  /** Answers requests, on a thread of the connection. */
  @FunctionalInterface
  public interface Answerer {
    void answer(Connection connection, Request request) throws IOException;
  }

  /** One that announces these settings: identifier, value, identifier, value. */
  public RawHttp2Origin(int... settings) throws IOException {
    this.settings = settings;
    socket = new ServerSocket(0, 1_024, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  /** One that answers each request when it is complete, one after the other. */
  public static RawHttp2Origin answering(Answerer answerer, int... settings) throws IOException {
    RawHttp2Origin origin = new RawHttp2Origin(settings);
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            try {
              Connection connection = origin.accepted.take();
              Thread.ofVirtual().start(() -> connection.serve(answerer));
            } catch (InterruptedException e) {
              return;
            }
          }
        });
    return origin;
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Connection connection = new Connection(socket.accept());
        connections.add(connection);
        accepted.add(connection);
      } catch (IOException e) {
        return;
      }
    }
  }

  /** The next connection, its preface read and our settings sent. */
  public Connection connection() throws IOException, InterruptedException {
    Connection connection = accepted.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (connection == null) {
      throw new AssertionError("no connection came");
    }
    connection.begin();
    return connection;
  }

  /** The next connection, of which nothing is read. */
  public Connection silent() throws InterruptedException {
    Connection connection = accepted.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (connection == null) {
      throw new AssertionError("no connection came");
    }
    return connection;
  }

  /** Returns whether another connection came. */
  public boolean hasConnection() {
    return !accepted.isEmpty();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Connection connection : connections) {
      connection.close();
    }
  }

  /** One connection of the edge. One thread reads it. */
  public final class Connection implements AutoCloseable {
    private final Socket client;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder decoder =
        new DefaultHttp2HeadersDecoder(false, 1 << 20);

    Connection(Socket client) throws IOException {
      this.client = client;
      client.setSoTimeout((int) Eventually.LIMIT.toMillis());
      client.setTcpNoDelay(true);
      in = new DataInputStream(client.getInputStream());
      out = new BufferedOutputStream(client.getOutputStream(), 64 * 1024);
    }

    void begin() throws IOException {
      String preface = new String(in.readNBytes(PREFACE_LENGTH), StandardCharsets.US_ASCII);
      if (!preface.equals("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
        throw new IOException("not the preface: " + preface);
      }
      settings(settings);
    }

    void serve(Answerer answerer) {
      try (this) {
        client.setSoTimeout(0);
        begin();
        while (true) {
          answerer.answer(this, request());
        }
      } catch (IOException e) {
        // The edge, or the test, has closed it.
        return;
      }
    }

    /** The next frame; SETTINGS are acknowledged. */
    public Frame next() throws IOException {
      int start = in.readInt();
      int flags = in.readUnsignedByte();
      int streamId = in.readInt();
      byte[] payload = in.readNBytes(start >>> 8);
      Frame frame =
          new Frame(
              start & 0xff, flags, streamId, new String(payload, StandardCharsets.ISO_8859_1));
      if (frame.type == SETTINGS && (flags & ACK) == 0) {
        frame(SETTINGS, ACK, 0, Unpooled.EMPTY_BUFFER);
      }
      return frame;
    }

    /** The next frame of that type; others are passed over. */
    public Frame next(int type) throws IOException {
      Frame frame = next();
      while (frame.type() != type) {
        frame = next();
      }
      return frame;
    }

    /** The next request of a connection that has one request at a time. */
    public Request request() throws IOException {
      Frame head = next(HEADERS);
      List<String> fields = fields(head);
      StringBuilder body = new StringBuilder();
      List<String> trailers = List.of();
      Frame frame = head;
      while (!frame.isLast()) {
        frame = next();
        if (frame.streamId != head.streamId) {
          continue;
        }
        if (frame.type == DATA) {
          body.append(frame.payload);
          window(0, frame.payload.length());
          window(frame.streamId, frame.payload.length());
        } else if (frame.type == HEADERS) {
          trailers = fields(frame);
        } else if (frame.type == RST_STREAM) {
          return request();
        }
      }
      return new Request(head.streamId, fields, body.toString(), trailers);
    }

    /** The fields of a section as {@code name: value}. */
    public List<String> fields(Frame frame) throws IOException {
      byte[] block = frame.payload().getBytes(StandardCharsets.ISO_8859_1);
      try {
        Http2Headers headers =
            decoder.decodeHeaders(frame.streamId(), Unpooled.wrappedBuffer(block));
        List<String> fields = new ArrayList<>();
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
          fields.add(field.getKey() + ": " + field.getValue());
        }
        return fields;
      } catch (Http2Exception e) {
        throw new IOException(e);
      }
    }

    /** Sends fields in this order, as literals (RFC 7541 §6.2.2). */
    public void headers(int streamId, boolean isLast, String... pairs) throws IOException {
      ByteBuf block = Unpooled.buffer();
      for (int i = 0; i < pairs.length; i++) {
        if (i % 2 == 0) {
          block.writeByte(0);
        }
        length(block, pairs[i].length());
        block.writeCharSequence(pairs[i], StandardCharsets.ISO_8859_1);
      }
      int last = isLast ? END_STREAM : 0;
      boolean isFirst = true;
      while (isFirst || block.isReadable()) {
        ByteBuf part = block.readSlice(Math.min(block.readableBytes(), 16_384));
        int flags = (block.isReadable() ? 0 : END_HEADERS) | (isFirst ? last : 0);
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

    /** Answers 200 with a body. */
    public void answer(int streamId, String body) throws IOException {
      headers(streamId, false, ":status", "200");
      data(streamId, true, body);
    }

    public void data(int streamId, boolean isLast, String data) throws IOException {
      ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.ISO_8859_1);
      frame(DATA, isLast ? END_STREAM : 0, streamId, bytes);
    }

    public void reset(int streamId, int code) throws IOException {
      frame(RST_STREAM, 0, streamId, Unpooled.buffer().writeInt(code));
    }

    public void window(int streamId, int increment) throws IOException {
      if (increment > 0) {
        frame(WINDOW_UPDATE, 0, streamId, Unpooled.buffer().writeInt(increment));
      }
    }

    public void settings(int... pairs) throws IOException {
      ByteBuf payload = Unpooled.buffer();
      for (int i = 0; i < pairs.length; i += 2) {
        payload.writeShort(pairs[i]).writeInt(pairs[i + 1]);
      }
      frame(SETTINGS, 0, 0, payload);
    }

    public void goAway(int last, int code, String debug) throws IOException {
      ByteBuf payload = Unpooled.buffer().writeInt(last).writeInt(code);
      payload.writeCharSequence(debug, StandardCharsets.US_ASCII);
      frame(GOAWAY, 0, 0, payload);
    }

    public void frame(int type, int flags, int streamId, ByteBuf payload) throws IOException {
      ByteBuf frame = Unpooled.buffer();
      frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
      frame.writeInt(streamId).writeBytes(payload);
      synchronized (out) {
        out.write(ByteBufUtil.getBytes(frame));
        out.flush();
      }
    }

    /** Sends bytes that are no frame. */
    public void raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Returns whether the edge ends the connection, whatever it sends before. */
    public boolean isEndedByEdge() {
      try {
        while (in.read() >= 0) {}
        return true;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
