package dev.edgekeep.daemon.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class TransportTest {
  private static final int SIZE = 32 * 1024 * 1024;

  /** More than the sockets hold, in pieces: it is waited for, more than once, that they take it. */
  @Test
  void aPeerThatHasClosedItsHalfStillGetsAllThatIsWritten() throws Exception {
    Transport transport = Transport.start("test", 1);
    try {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new AnswerAfterTheEnd());
                    }
                  });
      Channel listener =
          transport.bind(bootstrap, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.setSoTimeout(60_000);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).hasSize(SIZE);
      }
    } finally {
      transport.stop();
    }
  }

  private static final class AnswerAfterTheEnd extends ChannelInboundHandlerAdapter {
    private static final int PIECE = 1024 * 1024;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        write(ctx, SIZE);
      }
    }

    private void write(ChannelHandlerContext ctx, int left) {
      if (left == 0) {
        ctx.close();
      } else {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[PIECE]))
            .addListener(written -> ctx.executor().execute(() -> write(ctx, left - PIECE)));
      }
    }
  }
}
