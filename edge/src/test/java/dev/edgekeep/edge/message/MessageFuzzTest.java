package dev.edgekeep.edge.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 from clients and origins: heads and bodies (RFC 9112). */
class MessageFuzzTest {
  private static final int LIMIT = 8_192;

  @FuzzTest(maxDuration = "10m")
  void aRequestHeadIsReadOrRefused(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try {
      int length = new HeadScanner().find(in, LIMIT);
      if (length >= 0) {
        RequestHead head = RequestParser.parse(in, length);
        assertThat(in.readerIndex()).isEqualTo(length);
        assertThat(head.target()).matches("[^\\x00-\\x20\\x7f]+");
        assertThat(head.method()).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
      }
    } catch (BadMessage e) {
      assertThat(e.status()).isBetween(400, 505);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aResponseHeadIsReadOrRefused(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try {
      int length = new HeadScanner().find(in, LIMIT);
      if (length >= 0) {
        ResponseHead head = ResponseParser.parse(in, length, false);
        assertThat(head.status()).isBetween(100, 999);
      }
    } catch (BadMessage e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** Wherever the bytes are cut, they mean the same: the class of request smuggling. */
  @FuzzTest(maxDuration = "10m")
  void aChunkedBodyMeansTheSameHoweverItIsCut(byte[] data) {
    int piece = data.length == 0 ? 1 : 1 + (data[0] & 15);
    byte[] bytes = Arrays.copyOfRange(data, Math.min(1, data.length), data.length);
    assertThat(read(bytes, piece)).isEqualTo(read(bytes, Math.max(1, bytes.length)));
  }

  /**
   * The body's text, and how it ended: done with the count of bytes left, unfinished, or refused.
   */
  private static String read(byte[] bytes, int piece) {
    BodyReader reader = new BodyReader(LIMIT);
    reader.begin(BodyLength.CHUNKED);
    ByteBuf in = Unpooled.buffer();
    StringBuilder body = new StringBuilder();
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        in.writeBytes(bytes, at, Math.min(piece, bytes.length - at));
        @Nullable ByteBuf part = reader.next(in);
        while (part != null) {
          body.append(part.toString(StandardCharsets.ISO_8859_1));
          part.release();
          part = reader.next(in);
        }
      }
      return reader.isDone() ? body + " done, left " + in.readableBytes() : body + " unfinished";
    } catch (BadMessage e) {
      return "refused";
    } finally {
      in.release();
    }
  }
}
