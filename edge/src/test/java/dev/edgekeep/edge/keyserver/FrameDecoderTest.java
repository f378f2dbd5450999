package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameDecoderTest {
  @Property(tries = 200)
  void framesAreTheSameHoweverTheyAreCut(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3_000) Integer> lengths,
      @ForAll long seed) {
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < lengths.size(); i++) {
      all.writeBytes(Message.success(i, new byte[lengths.get(i)]).encoded());
    }
    List<Message> read = read(all, new Random(seed), 1_500);
    assertThat(read).extracting(message -> message.payload().length).isEqualTo(lengths);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).id()).isEqualTo(i);
    }
  }

  @Property(tries = 500)
  void anythingElseIsACorruptFrameAtMost(
      @ForAll @Size(max = 3_000) byte[] bytes, @ForAll boolean isOfOurVersion, @ForAll long seed) {
    if (isOfOurVersion && bytes.length > 0) {
      bytes[0] = 1;
    }
    List<Message> read = new ArrayList<>();
    try {
      read = read(Unpooled.wrappedBuffer(bytes), new Random(seed), 500);
    } catch (CorruptedFrameException e) {
      assertThat(e).hasMessageStartingWith("it sent a ");
    }
    assertThat(read.size()).isLessThanOrEqualTo(bytes.length / Message.HEADER_BYTES);
  }

  private static List<Message> read(ByteBuf all, Random random, int most) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
    try {
      List<Message> messages = new ArrayList<>();
      while (all.isReadable()) {
        int length = Math.min(all.readableBytes(), 1 + random.nextInt(most));
        channel.writeInbound(all.readRetainedSlice(length));
        for (Message read = channel.readInbound(); read != null; read = channel.readInbound()) {
          messages.add(read);
        }
      }
      return messages;
    } finally {
      all.release();
      channel.close();
    }
  }
}
