package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dial.Broken;
import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a key server, with many requests under way; answers come in any order and find
 * their request by its id. Event loop only.
 */
final class KeyConnection extends ChannelInboundHandlerAdapter {
  /** Requests under way; more would only wait at the key server. */
  static final int MAX_ASKED = 256;

  private static final byte[] PING = {'p', 'i', 'n', 'g'};

  private final Channel channel;
  private final Owner owner;
  private final IntObjectMap<Asker> asked = new IntObjectHashMap<>();
  private final Runnable flush;
  private int lastId;
  private boolean willFlush;
  private boolean hasAnswered;
  private boolean isHeard;
  private @Nullable String end;

  /** Whose connection it is. */
  interface Owner {
    /** The first frame has come: the key server has let the edge in. */
    void answers();

    /** An answer has come, and there is room for another request. */
    void hasRoom();

    /** The connection is over; those who asked have not been told yet. */
    void ended(boolean hadAnswered, String why);
  }

  /** Who waits for an answer. One of the two is called, once. */
  interface Asker {
    void answered(Message answer);

    /** The connection ended before. */
    void lost(String why);
  }

  private KeyConnection(Channel channel, Owner owner) {
    this.channel = channel;
    this.owner = owner;
    this.flush =
        () -> {
          willFlush = false;
          channel.flush();
        };
  }

  /** Takes over a channel on which TLS is done. */
  static KeyConnection on(Channel channel, Owner owner) {
    KeyConnection connection = new KeyConnection(channel, owner);
    channel.pipeline().addLast(new FrameReader(), connection);
    return connection;
  }

  boolean hasRoom() {
    return asked.size() < MAX_ASKED && end == null && channel.isActive();
  }

  /** Requests that are waited for. */
  int waitedFor() {
    return asked.size();
  }

  /** Whether the key server has sent anything yet. */
  boolean hasAnswered() {
    return hasAnswered;
  }

  /** Whether anything has come since this was last asked. */
  boolean wasHeard() {
    boolean was = isHeard;
    isHeard = false;
    return was;
  }

  /**
   * Sends a request.
   *
   * @return its id, by which it can be given up
   */
  int ask(KeyRequest request, Asker asker) {
    assert channel.eventLoop().inEventLoop() && hasRoom();
    int id = freeId();
    asked.put(id, asker);
    write(request.message(id));
    return id;
  }

  /** Nobody waits for this answer any more; when it comes it is dropped. */
  void giveUp(int id) {
    asked.remove(id);
  }

  /** Sends a ping. Its answer is heard, and not waited for: see {@link #wasHeard}. */
  void ping() {
    write(Message.ping(freeId(), PING));
  }

  private int freeId() {
    do {
      lastId++;
    } while (asked.containsKey(lastId));
    return lastId;
  }

  /** What is written in one go of the event loop leaves in one record. */
  private void write(Message message) {
    int length = message.frameBytes();
    ByteBuf frame = channel.alloc().directBuffer(length);
    message.write(frame.nioBuffer(0, length));
    frame.writerIndex(length);
    channel.write(frame, channel.voidPromise());
    if (!willFlush) {
      willFlush = true;
      channel.eventLoop().execute(flush);
    }
  }

  /** Ends it; those who wait for answers are told why at once. */
  void close(String why) {
    if (end != null) {
      return;
    }
    end = why;
    channel.close();
    owner.ended(hasAnswered, why);
    List<Asker> waiting = new ArrayList<>(asked.values());
    asked.clear();
    for (Asker asker : waiting) {
      asker.lost(why);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    if (end != null) {
      return;
    }
    Message message = (Message) read;
    isHeard = true;
    if (!hasAnswered) {
      hasAnswered = true;
      owner.answers();
    }
    Asker asker = asked.remove(message.id());
    if (asker != null) {
      asker.answered(message);
      owner.hasRoom();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      close("it closed the connection");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close(Broken.why(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    close("it closed the connection");
  }
}
