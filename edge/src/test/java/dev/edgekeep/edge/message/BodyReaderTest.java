package dev.edgekeep.edge.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Bodies, however their bytes are cut into pieces. */
final class BodyReaderTest {
  private static final int TRAILER_LIMIT = 1_000;

  @Property(tries = 300)
  void chunksSayTheSameHoweverTheyAreCut(
      @ForAll @Size(max = 5) List<@StringLength(min = 1, max = 40) String> chunks,
      @ForAll @IntRange(min = 1, max = 9) int piece)
      throws BadMessage {
    StringBuilder wire = new StringBuilder();
    StringBuilder data = new StringBuilder();
    for (String chunk : chunks) {
      String ascii = latin(chunk);
      wire.append(Integer.toHexString(ascii.length())).append(";x\r\n").append(ascii);
      wire.append("\r\n");
      data.append(ascii);
    }
    wire.append("0\r\nX-A: b\r\n\r\nrest");
    BodyReader reader = new BodyReader(TRAILER_LIMIT);
    reader.begin(BodyLength.CHUNKED);
    assertThat(read(reader, wire.toString(), piece)).isEqualTo(data + "|rest");
    Fields trailers = reader.trailers();
    assertThat(trailers).isNotNull();
    assertThat(trailers.value(0)).isEqualTo("b");
  }

  @Property(tries = 200)
  void aBodyOfKnownLengthLeavesTheNextMessageAlone(
      @ForAll @IntRange(max = 60) int length, @ForAll @IntRange(min = 1, max = 9) int piece)
      throws BadMessage {
    BodyReader reader = new BodyReader(TRAILER_LIMIT);
    reader.begin(length);
    assertThat(read(reader, "x".repeat(length) + "rest", piece))
        .isEqualTo("x".repeat(length) + "|rest");
  }

  /** The reader reads what the writer writes. */
  @Property(tries = 200)
  void writtenChunksAreReadBack(
      @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 300) Integer> sizes) throws BadMessage {
    ByteBuf wire = Unpooled.buffer();
    int total = 0;
    for (int size : sizes) {
      ByteBuf head = Chunks.head(wire.alloc(), size);
      wire.writeBytes(head).writeZero(size).writeBytes(Chunks.tail());
      head.release();
      total += size;
    }
    wire.writeBytes(Chunks.last(wire.alloc(), null));
    BodyReader reader = new BodyReader(TRAILER_LIMIT);
    reader.begin(BodyLength.CHUNKED);
    int read = 0;
    for (ByteBuf data = reader.next(wire); data != null; data = reader.next(wire)) {
      read += data.readableBytes();
      data.release();
    }
    assertThat(read).isEqualTo(total);
    assertThat(reader.isDone()).isTrue();
    assertThat(wire.isReadable()).isFalse();
  }

  /** Whatever comes: it is read or refused, and nothing beyond it is touched. */
  @Property(tries = 2_000)
  void noInputBreaksTheReader(@ForAll @Size(max = 80) byte[] noise) {
    BodyReader reader = new BodyReader(TRAILER_LIMIT);
    reader.begin(BodyLength.CHUNKED);
    ByteBuf in = Unpooled.wrappedBuffer(noise);
    try {
      for (ByteBuf data = reader.next(in); data != null; data = reader.next(in)) {
        assertThat(data.readableBytes()).isPositive();
        data.release();
      }
    } catch (BadMessage e) {
      assertThat(e.status()).isBetween(400, 431);
    }
  }

  /** Feeds the wire in pieces; returns the data, a bar, and what was left over. */
  private static String read(BodyReader reader, String wire, int piece) throws BadMessage {
    ByteBuf in = Unpooled.buffer();
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < wire.length(); at += piece) {
      String part = wire.substring(at, Math.min(wire.length(), at + piece));
      in.writeCharSequence(part, StandardCharsets.ISO_8859_1);
      for (ByteBuf data = reader.next(in); data != null; data = reader.next(in)) {
        out.append(data.toString(StandardCharsets.ISO_8859_1));
        data.release();
      }
    }
    assertThat(reader.isDone()).isTrue();
    return out + "|" + in.toString(StandardCharsets.ISO_8859_1);
  }

  private static String latin(String any) {
    return new String(any.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }
}
