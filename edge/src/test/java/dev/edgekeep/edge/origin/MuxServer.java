package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.edge.origin.MuxProtocol.FrameType;
import dev.edgekeep.testing.Eventually;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of {@link MuxProtocol}: a test reads its frames, and says what it sends. */
final class MuxServer implements AutoCloseable {
  /** A frame that came, and the connection on which. */
  record Frame(Channel channel, FrameType type, int stream, String payload) {
    void reply(FrameType type, String payload) {
      MuxProtocol.write(channel, type, stream, payload);
      channel.flush();
    }

    void reply(FrameType type, int payload) {
      MuxProtocol.write(channel, type, stream, payload);
      channel.flush();
    }

    void answer(String body) {
      reply(FrameType.HEAD, "200");
      reply(FrameType.DATA, body);
      reply(FrameType.END, "");
    }
  }

  final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Channel listener;

  MuxServer(Transport transport, int maxStreams) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(MuxProtocol.decoder(), new Handler(maxStreams));
                  }
                });
    listener =
        transport.bind(bootstrap, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  boolean isOpen() {
    return listener.isOpen();
  }

  /** The next frame. */
  Frame next() throws InterruptedException {
    Frame frame = frames.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame came");
    }
    return frame;
  }

  /** The next frame of a type; others are skipped. */
  Frame next(FrameType type) throws InterruptedException {
    Frame frame = next();
    while (frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  @Override
  public void close() {
    listener.close();
    connections.forEach(Channel::close);
  }

  private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
    private final int maxStreams;

    Handler(int maxStreams) {
      this.maxStreams = maxStreams;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      connections.add(ctx.channel());
      MuxProtocol.write(ctx.channel(), FrameType.SETTINGS, 0, maxStreams);
      ctx.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
      FrameType type = FrameType.read(frame);
      int stream = frame.readInt();
      String payload =
          type == FrameType.GRANT
              ? String.valueOf(frame.readInt())
              : frame.toString(StandardCharsets.US_ASCII);
      frames.add(new Frame(ctx.channel(), type, stream, payload));
    }
  }
}
