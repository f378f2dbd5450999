package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.MuxProtocol.FrameType;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client's side of a connection of {@link MuxProtocol}. Event loop only. */
final class MuxConnection extends SimpleChannelInboundHandler<ByteBuf> implements OriginConnection {
  private final Channel channel;
  private final OriginServer server;
  private final ConnectionOwner owner;
  private final Map<Integer, Stream> streams = new LinkedHashMap<>();
  private int nextId = 1;
  // An assumption, until the server says its own number.
  private int maxStreams = MuxProtocol.ASSUMED_STREAMS;
  private boolean isClosing;

  MuxConnection(Channel channel, OriginServer server, ConnectionOwner owner) {
    this.channel = channel;
    this.server = server;
    this.owner = owner;
  }

  @Override
  public int capacity() {
    return isClosing || !channel.isActive() ? 0 : Math.max(0, maxStreams - streams.size());
  }

  @Override
  public OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
    Stream stream = new Stream(nextId++, listener);
    streams.put(stream.id, stream);
    String head = request.method() + " " + request.authority(server.hostField()) + request.target();
    MuxProtocol.write(channel, FrameType.HEAD, stream.id, head);
    return stream;
  }

  @Override
  public void close() {
    isClosing = true;
    channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
    FrameType type = FrameType.read(frame);
    int id = frame.readInt();
    switch (type) {
      case SETTINGS -> allow(frame.readInt());
      case GO_AWAY -> goAway(id);
      default -> {
        Stream stream = streams.get(id);
        if (stream != null) {
          stream.received(type, frame);
        }
      }
    }
  }

  private void allow(int most) {
    boolean isMore = most > maxStreams;
    maxStreams = most;
    if (isMore) {
      owner.capacityGrown();
    }
  }

  /** The streams that the server will not process can be sent again; the others end in peace. */
  private void goAway(int last) {
    isClosing = true;
    for (Stream stream : List.copyOf(streams.values())) {
      if (stream.id > last) {
        stream.fail("it goes away", OriginFailure.Processed.NO);
      }
    }
    closeWhenUnused();
  }

  private void closeWhenUnused() {
    if (isClosing && streams.isEmpty()) {
      channel.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    for (Stream stream : List.copyOf(streams.values())) {
      stream.listener.readComplete();
    }
  }

  /** Everything that was under way fails. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isClosing = true;
    List<Stream> lost = new ArrayList<>(streams.values());
    streams.clear();
    lost.forEach(stream -> owner.streamEnded());
    owner.closed();
    for (Stream stream : lost) {
      stream.tellFailure("the connection was lost", OriginFailure.Processed.POSSIBLY);
    }
  }

  private final class Stream implements OriginStream {
    private final int id;
    private final OriginListener listener;
    // The body that the server's window has no room for.
    private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>();
    private int window = MuxProtocol.WINDOW;
    private int ungranted;
    private boolean isPaused;
    private boolean isEnding;

    Stream(int id, OriginListener listener) {
      this.id = id;
      this.listener = listener;
    }

    @Override
    public void body(ByteBuf data) {
      unsent.add(data);
      sendUnsent();
    }

    private void sendUnsent() {
      while (window > 0 && !unsent.isEmpty()) {
        ByteBuf first = unsent.element();
        int length = Math.min(window, first.readableBytes());
        window -= length;
        MuxProtocol.write(channel, FrameType.DATA, id, first.readRetainedSlice(length));
        if (!first.isReadable()) {
          unsent.remove().release();
        }
      }
      if (isEnding && unsent.isEmpty()) {
        isEnding = false;
        MuxProtocol.write(channel, FrameType.END, id, "");
      }
    }

    @Override
    public void end(@Nullable Fields trailers) {
      isEnding = true;
      sendUnsent();
    }

    @Override
    public void flush() {
      channel.flush();
    }

    @Override
    public boolean isWritable() {
      return window > 0 && channel.isWritable();
    }

    @Override
    public void pause() {
      isPaused = true;
    }

    @Override
    public void resume() {
      isPaused = false;
      grant();
    }

    private void grant() {
      if (!isPaused && ungranted > 0) {
        MuxProtocol.write(channel, FrameType.GRANT, id, ungranted);
        channel.flush();
        ungranted = 0;
      }
    }

    @Override
    public void abort() {
      MuxProtocol.write(channel, FrameType.RESET, id, "");
      channel.flush();
      end();
    }

    @Override
    public TunnelEnd becomeTunnel() {
      throw new IllegalStateException("this protocol has no tunnels");
    }

    void received(FrameType type, ByteBuf payload) {
      switch (type) {
        case HEAD -> listener.responseHead(head(payload));
        case DATA -> {
          ungranted += payload.readableBytes();
          listener.responseBody(payload.retain());
          grant();
        }
        case END -> {
          end();
          listener.responseEnd(null);
        }
        case RESET -> fail("it refused the request", OriginFailure.Processed.NO);
        case GRANT -> {
          window += payload.readInt();
          sendUnsent();
          channel.flush();
          listener.requestWritable();
        }
        case SETTINGS, GO_AWAY -> throw new IllegalArgumentException("not about a stream");
      }
    }

    private static ResponseHead head(ByteBuf payload) {
      int status = Integer.parseInt(payload.toString(StandardCharsets.US_ASCII));
      return new ResponseHead(status, "", new Fields(), BodyLength.CHUNKED, -1, true);
    }

    private void end() {
      streams.remove(id);
      unsent.forEach(ByteBuf::release);
      unsent.clear();
      owner.streamEnded();
      closeWhenUnused();
    }

    void fail(String detail, OriginFailure.Processed processed) {
      end();
      tellFailure(detail, processed);
    }

    void tellFailure(String detail, OriginFailure.Processed processed) {
      unsent.forEach(ByteBuf::release);
      unsent.clear();
      listener.streamFailed(new OriginFailure(OriginFailure.Kind.CLOSED, detail, processed));
    }
  }
}
