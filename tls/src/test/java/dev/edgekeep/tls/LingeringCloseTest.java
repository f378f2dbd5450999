package dev.edgekeep.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LingeringCloseTest {
  private static final long LIMIT_SECONDS = 60;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
  private final Channel listener =
      new ServerBootstrap()
          .group(loop)
          .channel(NioServerSocketChannel.class)
          .childHandler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(new LingeringClose(10 * LIMIT_SECONDS * 1_000));
                  accepted.complete(channel);
                }
              })
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .syncUninterruptibly()
          .channel();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aSecondCloseDoesNotCutTheFirstShort() throws Exception {
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    Channel channel;
    ChannelFuture first;
    ChannelFuture second;
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      channel = accepted.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      first = channel.close();
      second = channel.close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(channel.eventLoop().submit(channel::isOpen).get()).isTrue();
    }
    assertThat(channel.closeFuture().await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(first.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
