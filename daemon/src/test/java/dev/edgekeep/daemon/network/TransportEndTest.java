package dev.edgekeep.daemon.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Eventually;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of event loops. */
class TransportEndTest {
  private final Transport transport = Transport.start("test", 1);
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();

  @Test
  void connectionsEndWithTheLoopsThoughOneIsInTheMiddleOfATask() throws Exception {
    Channel server =
        transport.bind(accepting(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    InetSocketAddress address = (InetSocketAddress) server.localAddress();
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.setSoTimeout((int) Eventually.LIMIT.toMillis());
      Channel connection = accepted.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      CountDownLatch isStopping = new CountDownLatch(1);
      connection.eventLoop().execute(() -> await(isStopping));
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(transport::stop);
      Eventually.await("the order to end", () -> transport.loops().isShuttingDown());
      isStopping.countDown();
      stopped.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(connection.isOpen()).isFalse();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private ServerBootstrap accepting() {
    return new ServerBootstrap()
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.complete(channel);
              }
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
