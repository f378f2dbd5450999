package dev.edgekeep.edge.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frames of a peer, as the codec gets them. */
final class FrameCheckTest {
  private static final int SETTINGS = 4;
  private static final int HEADERS = 1;
  private static final int PRIORITY = 2;

  private final FrameCheck check =
      new FrameCheck(new DefaultHttp2FrameReader(false), new DefaultHttp2Connection(true)) {
        @Override
        protected Frames before(Http2FrameListener listener) {
          return new Frames(listener) {
            @Override
            protected boolean mayHaveHeaders(int streamId) {
              return true;
            }
          };
        }
      };

  private final List<String> received = new ArrayList<>();
  private final Http2FrameListener codec =
      new Http2FrameAdapter() {
        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
          received.add("table " + settings.headerTableSize());
        }

        @Override
        public void onHeadersRead(
            ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean isLast) {
          received.add("headers " + id);
        }

        @Override
        public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean isLast) {
          received.add("prioritized headers");
        }

        @Override
        public void onPriorityRead(
            ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive) {
          received.add("priority");
        }
      };

  private void read(int type, int flags, int streamId, ByteBuf payload) throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
    frame.writeInt(streamId).writeBytes(payload);
    check.readFrame(channel.pipeline().firstContext(), frame, codec);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "100, 100", "4096, 4096", "4097, 4096", "65536, 4096", "4294967295, 4096"})
  void aHeaderTableIsNoLargerThanTheDefault(long allowed, long used) throws Exception {
    read(SETTINGS, 0, 0, Unpooled.buffer().writeShort(1).writeInt((int) allowed));
    assertThat(received).containsExactly("table " + used);
  }

  @ParameterizedTest
  @CsvSource({"3, 15", "2147483647, 0"})
  void prioritiesAreIgnored(int dependency, int weight) throws Exception {
    ByteBuf priority = Unpooled.buffer().writeInt(dependency).writeByte(weight);
    read(PRIORITY, 0, 1, priority);
    // END_HEADERS and PRIORITY; the block is ":method: GET" (RFC 7541, appendix A).
    read(HEADERS, 0x24, 1, priority.resetReaderIndex().writeByte(0x82));
    assertThat(received).containsExactly("headers 1");
  }
}
