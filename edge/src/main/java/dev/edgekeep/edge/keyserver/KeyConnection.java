package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dial.FailureReason;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.SubjectKeyId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a key server, with many requests under way; answers come in any order and find
 * their request by its id. Event loop only.
 */
final class KeyConnection extends ChannelInboundHandlerAdapter {
  /** The limit of requests under way; more would only wait at the key server. */
  static final int MAX_ASKED = 256;

  private static final byte[] PING = {'p', 'i', 'n', 'g'};

  private final Channel channel;
  private final Owner owner;
  private final IntObjectMap<Asked> asked = new IntObjectHashMap<>();

  /** Windows of keys with operations under way, or with a smaller window than a new one. */
  private final Map<SubjectKeyId, KeyWindow> windows = new HashMap<>();

  private final Runnable flush;
  private int lastId;
  private boolean willFlush;
  private boolean hasAnswered;
  private boolean isHeard;
  private @Nullable String end;

  /** A request under way. */
  private record Asked(SubjectKeyId key, Asker asker) {}

  /** The owner of the connection. */
  interface Owner {
    /** The first frame has come: the key server has accepted the edge. */
    void answers();

    /** An answer has come, so there is room for another request. */
    void hasRoom();

    /** The connection has ended. Pending requests fail after this call. */
    void ended(boolean hadAnswered, String why);
  }

  /** Waits for an answer. One of the two is called, once. */
  interface Asker {
    void answered(Message answer);

    /** The connection ended before the answer came. */
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
    channel.pipeline().addLast(new FrameDecoder(), connection);
    return connection;
  }

  /** Returns whether an operation with this key may be sent now. */
  boolean hasRoom(SubjectKeyId key, long now) {
    if (asked.size() >= MAX_ASKED || end != null || !channel.isActive()) {
      return false;
    }
    KeyWindow window = windows.get(key);
    return window == null || window.hasRoom(now);
  }

  /** The key server performed an operation with this key. */
  void performed(SubjectKeyId key) {
    KeyWindow window = windows.get(key);
    if (window != null) {
      window.done();
      forgetIfNew(key, window);
    }
  }

  /**
   * The key server has too much to do with this key.
   *
   * @return the pause until there is room again, in nanoseconds; 0 when the next answer makes room
   */
  long refused(SubjectKeyId key, long now) {
    return windows
        .computeIfAbsent(key, first -> new KeyWindow(MAX_ASKED))
        .refused(now, ThreadLocalRandom.current());
  }

  private void ended(SubjectKeyId key) {
    KeyWindow window = windows.get(key);
    if (window != null) {
      window.end();
      forgetIfNew(key, window);
    }
  }

  private void forgetIfNew(SubjectKeyId key, KeyWindow window) {
    if (window.isNew()) {
      windows.remove(key);
    }
  }

  /** The number of requests under way. */
  int waitedFor() {
    return asked.size();
  }

  /** Returns whether the key server has sent anything yet. */
  boolean hasAnswered() {
    return hasAnswered;
  }

  /** Returns whether anything has come since this was last asked. */
  boolean wasHeard() {
    boolean was = isHeard;
    isHeard = false;
    return was;
  }

  /**
   * Sends a request.
   *
   * @return its id, to give it up by
   */
  int ask(KeyRequest request, Asker asker) {
    assert channel.eventLoop().inEventLoop() && hasRoom(request.key(), System.nanoTime());
    int id = freeId();
    asked.put(id, new Asked(request.key(), asker));
    windows.computeIfAbsent(request.key(), first -> new KeyWindow(MAX_ASKED)).begin();
    write(request.message(id));
    return id;
  }

  /** Gives a request up; its answer is dropped. */
  void giveUp(int id) {
    Asked given = asked.remove(id);
    if (given != null) {
      ended(given.key);
    }
  }

  /** Sends a ping. Its answer shows in {@link #wasHeard}. */
  void ping() {
    write(Message.ping(freeId(), PING));
  }

  private int freeId() {
    do {
      lastId++;
    } while (asked.containsKey(lastId));
    return lastId;
  }

  /** Flushes later, so that all requests of one run of the event loop leave in one record. */
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

  /** Closes the connection; pending requests fail at once, with the reason. */
  void close(String why) {
    if (end != null) {
      return;
    }
    end = why;
    channel.close();
    owner.ended(hasAnswered, why);
    List<Asked> waiting = new ArrayList<>(asked.values());
    asked.clear();
    windows.clear();
    for (Asked one : waiting) {
      one.asker.lost(why);
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
    Asked answered = asked.remove(message.id());
    if (answered != null) {
      ended(answered.key);
      answered.asker.answered(message);
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
    close(FailureReason.of(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    close("it closed the connection");
  }
}
