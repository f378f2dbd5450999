package dev.edgekeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The origin over HTTP/2, by its frames. */
final class Http2OriginTest {
  private final EmbeddedChannel connection = new EmbeddedChannel(new Http2OriginConnection());

  @BeforeEach
  void begin() {
    assertThat(frames()).containsExactly("SETTINGS 0 6", "WINDOW_UPDATE 0 4");
    ByteBuf preface = Unpooled.buffer();
    preface.writeCharSequence(Http2Frames.PREFACE, StandardCharsets.US_ASCII);
    Http2Frames.frame(preface, 0, Http2Frames.SETTINGS, 0, 0);
    connection.writeInbound(preface);
    assertThat(frames()).containsExactly("SETTINGS 0 0 last");
  }

  /** The frames that were sent: type, stream, size, and whether the stream ends. */
  private List<String> frames() {
    List<String> frames = new ArrayList<>();
    ByteBuf sent = Unpooled.buffer();
    for (ByteBuf out = connection.readOutbound(); out != null; out = connection.readOutbound()) {
      sent.writeBytes(out);
      out.release();
    }
    while (sent.isReadable()) {
      int size = sent.readMedium();
      String type =
          switch (sent.readByte()) {
            case Http2Frames.DATA -> "DATA";
            case Http2Frames.HEADERS -> "HEADERS";
            case Http2Frames.SETTINGS -> "SETTINGS";
            case Http2Frames.WINDOW_UPDATE -> "WINDOW_UPDATE";
            default -> "another frame";
          };
      String end = (sent.readByte() & Http2Frames.END_STREAM) != 0 ? " last" : "";
      frames.add(type + " " + sent.readInt() + " " + size + end);
      sent.skipBytes(size);
    }
    return frames;
  }

  private void send(int flags, byte type, int stream, int size) {
    ByteBuf frame = Unpooled.buffer();
    Http2Frames.frame(frame, size, type, flags, stream);
    connection.writeInbound(frame.writeZero(size));
  }

  @Test
  void aRequestIsAnsweredWithOneKibibyte() {
    send(Http2Frames.END_HEADERS | Http2Frames.END_STREAM, Http2Frames.HEADERS, 1, 10);
    assertThat(frames()).containsExactly("HEADERS 1 8", "DATA 1 1024 last");
  }

  @Test
  void theMessageOfACallComesBackWithTrailers() {
    send(Http2Frames.END_HEADERS, Http2Frames.HEADERS, 3, 10);
    send(0, Http2Frames.DATA, 3, 5);
    send(Http2Frames.END_STREAM, Http2Frames.DATA, 3, 100);
    assertThat(frames()).containsExactly("HEADERS 3 20", "DATA 3 105", "HEADERS 3 15 last");
  }
}
