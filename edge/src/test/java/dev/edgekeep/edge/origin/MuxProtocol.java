package dev.edgekeep.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A second protocol towards origins, as small as one can be that has many streams on a connection:
 * flow control, a limit of streams that the server sets, refused streams, and an orderly end. It is
 * to HTTP/2 what a sketch is to a house, and shows where each part goes.
 *
 * <p>A frame is the length of what follows (four bytes), a {@link FrameType}, the number of a
 * stream (four bytes), and its payload.
 */
final class MuxProtocol implements OriginProtocol {
  /** Bytes that may be sent on a stream before the peer grants more. */
  static final int WINDOW = 16;

  /** The streams that a connection carries, until its server says otherwise. */
  static final int ASSUMED_STREAMS = 100;

  private static final int MAX_FRAME = 1 << 20;

  enum FrameType {
    /** The head of a request or response, as text. */
    HEAD('h'),
    DATA('d'),
    END('e'),
    /** Server: the stream was not processed. Client: the stream is given up. */
    RESET('r'),
    /** Payload: so many bytes more may be sent. */
    GRANT('g'),
    /** Payload: the streams that may be open at once. */
    SETTINGS('s'),
    /** Streams above this one were not processed, and none may be opened. */
    GO_AWAY('a');

    private final char code;

    FrameType(char code) {
      this.code = code;
    }

    static FrameType read(ByteBuf frame) {
      char code = (char) frame.readByte();
      return Arrays.stream(values())
          .filter(type -> type.code == code)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no type of frame: " + code));
    }
  }

  @Override
  public OriginConnection connection(Channel channel, OriginServer server, ConnectionOwner owner) {
    MuxConnection connection = new MuxConnection(channel, server, owner);
    channel.pipeline().addLast(decoder(), connection);
    return connection;
  }

  @Override
  public int streamsPerConnection() {
    return ASSUMED_STREAMS;
  }

  static LengthFieldBasedFrameDecoder decoder() {
    return new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 4, 0, 4);
  }

  static void write(Channel channel, FrameType type, int stream, ByteBuf payload) {
    ByteBuf head = channel.alloc().buffer(9);
    head.writeInt(payload.readableBytes() + 5).writeByte(type.code).writeInt(stream);
    channel.write(head);
    channel.write(payload);
  }

  static void write(Channel channel, FrameType type, int stream, String payload) {
    ByteBuf bytes = channel.alloc().buffer();
    bytes.writeCharSequence(payload, StandardCharsets.US_ASCII);
    write(channel, type, stream, bytes);
  }

  static void write(Channel channel, FrameType type, int stream, int payload) {
    write(channel, type, stream, channel.alloc().buffer(4).writeInt(payload));
  }
}
