package dev.edgekeep.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of frames, which are the same for both ends but for the version. */
class FrameReaderTest {
  static List<FrameReader> readers() {
    return List.of(FrameReader.VERSION_1, FrameReader.ANY_VERSION);
  }

  @ParameterizedTest
  @MethodSource("readers")
  void theLongestFrameIsReadAndNothingOfTheNextOne(FrameReader reader) throws Exception {
    byte[] longest = Message.success(7, new byte[Message.MAX_BODY_BYTES - 4 - 3]).encoded();
    assertThat(longest).hasSize(FrameReader.MAX_FRAME_BYTES);
    ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(longest, longest.length + 3));
    in.put(longest.length, (byte) 1);
    Message message = reader.next(in);
    assertThat(message).isNotNull();
    assertThat(message.id()).isEqualTo(7);
    assertThat(in.position()).isEqualTo(longest.length);
    assertThat(in.limit()).isEqualTo(longest.length + 3);
    assertThat(reader.next(in)).isNull();
    assertThat(in.position()).isEqualTo(longest.length);
  }

  @ParameterizedTest
  @MethodSource("readers")
  void aFrameThatIsNotWholeIsLeftWhereItIs(FrameReader reader) throws Exception {
    byte[] frame = Message.ping(1, new byte[] {1, 2, 3}).encoded();
    for (int length = 0; length < frame.length; length++) {
      ByteBuffer in = ByteBuffer.wrap(frame, 0, length);
      assertThat(reader.next(in)).as("%d bytes", length).isNull();
      assertThat(in.position()).isZero();
      assertThat(in.limit()).isEqualTo(length);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void theLengthsOfItemsAreThoseOfTheirFrameAndNotOfWhatFollows(FrameReader reader) {
    // An item of 16 bytes in a body of four, with a whole frame behind it.
    byte[] frame = HexFormat.of().parseHex("0100000400000009" + "12001000");
    ByteBuffer in = ByteBuffer.allocate(frame.length + 2_000).put(frame);
    in.put(Message.ping(2, new byte[0]).encoded()).flip();
    assertThatThrownBy(() -> reader.next(in))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, malformed -> assertThat(malformed.id()).isEqualTo(9))
        .hasMessageContaining("longer than the body");
  }

  @ParameterizedTest
  @MethodSource("readers")
  void aBodyOfNoBytesIsAMessageWithoutAnOpcode(FrameReader reader) throws Exception {
    Message message = reader.next(ByteBuffer.wrap(HexFormat.of().parseHex("0100000000000003")));
    assertThat(message).isNotNull();
    assertThat(message.id()).isEqualTo(3);
    assertThat(message.code()).isZero();
  }

  @Test
  void anotherProtocolIsFoundOutByItsFirstByte() {
    ByteBuffer in = ByteBuffer.wrap(new byte[] {'H'});
    assertThatThrownBy(() -> FrameReader.VERSION_1.next(in))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("a frame of version 72, and not 1");
  }

  @Test
  void aServerReadsFramesOfEveryVersion() throws Exception {
    byte[] frame = Message.ping(4, new byte[0]).encoded();
    frame[0] = 9;
    assertThat(FrameReader.ANY_VERSION.next(ByteBuffer.wrap(frame))).isNotNull();
  }

  @Property(tries = 200)
  void framesAreTheSameHoweverTheyAreCut(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3_000) Integer> lengths,
      @ForAll boolean requiresVersion,
      @ForAll long seed)
      throws Exception {
    ByteBuffer all = ByteBuffer.allocate(8 * 4_096);
    for (int i = 0; i < lengths.size(); i++) {
      Message.success(i, new byte[lengths.get(i)]).write(all);
    }
    FrameReader reader = requiresVersion ? FrameReader.VERSION_1 : FrameReader.ANY_VERSION;
    List<Message> read = read(reader, all.flip(), new Random(seed));
    assertThat(read).extracting(message -> message.payload().length).isEqualTo(lengths);
    assertThat(read).extracting(Message::id).isSorted();
  }

  @Property(tries = 500)
  void anythingElseIsRefusedAtMost(
      @ForAll @Size(max = 3_000) byte[] bytes, @ForAll boolean requiresVersion, @ForAll long seed) {
    FrameReader reader = requiresVersion ? FrameReader.VERSION_1 : FrameReader.ANY_VERSION;
    try {
      List<Message> read = read(reader, ByteBuffer.wrap(bytes), new Random(seed));
      assertThat(read.size()).isLessThanOrEqualTo(bytes.length / Message.HEADER_BYTES);
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** Reads a stream that comes in pieces. */
  private static List<Message> read(FrameReader reader, ByteBuffer all, Random random)
      throws MalformedMessageException {
    List<Message> messages = new ArrayList<>();
    int end = all.limit();
    all.limit(all.position());
    while (all.limit() < end) {
      all.limit(Math.min(end, all.limit() + 1 + random.nextInt(1_500)));
      for (Message read = reader.next(all); read != null; read = reader.next(all)) {
        messages.add(read);
      }
    }
    return messages;
  }
}
