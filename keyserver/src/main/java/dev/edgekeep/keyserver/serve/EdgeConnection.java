package dev.edgekeep.keyserver.serve;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyserver.access.EdgeAccess;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.tls.boringssl.EngineFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose edge is verified. Requests that came with one read go to the workers together,
 * and answers that are ready at one time leave together.
 *
 * <p>Nothing is read while as many operations are under way as one connection may have, or while
 * the edge does not read its answers: TCP then slows the edge down.
 *
 * <p>Event loop only.
 */
final class EdgeConnection extends ChannelInboundHandlerAdapter {
  private final ServerContext server;
  private final ConnectionLog log;
  private final VerifiedEdge edge;
  private final Channel channel;
  private final Requests requests;
  private final FrameBuffer frames = new FrameBuffer();

  private Serving serving;
  private EdgeAccess access;

  /** True while {@link #takeRequests} is on the stack. */
  private boolean taking;

  /** True when the bytes that were read hold no further whole request. */
  private boolean exhausted = true;

  private Phase phase = Phase.OPEN;
  private @Nullable Message lastAnswer;

  private final Deadlines.Watched idleTime =
      new Deadlines.Watched() {
        @Override
        protected void limitPassed() {
          log.ended(channel, edge.identity(), "idle", "no request has come for the idle time-out");
          close();
        }
      };

  private enum Phase {
    OPEN,
    /** Nothing more is read. The connection ends when all requests that were read are answered. */
    FINISHING,
    /** No more requests are taken. The connection ends when those under way are answered. */
    ENDING
  }

  /**
   * @param serving the configuration under which the edge was verified
   */
  EdgeConnection(
      ServerContext server, VerifiedEdge edge, EdgeShare share, Channel channel, Serving serving) {
    this.server = server;
    this.log = new ConnectionLog(server);
    this.edge = edge;
    this.channel = channel;
    this.requests = new Requests(server, channel, edge.name(), share, this::answered);
    this.serving = serving;
    this.access = serving.access().of(edge.identity().names(), server.rates());
  }

  /** Passes when no request has come for the idle time-out; its owner watches it. */
  Deadlines.Watched idleTime() {
    return idleTime;
  }

  private void restartIdleTime() {
    idleTime.limit(System.nanoTime(), serving.limits().idleTimeout().toNanos());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    restartIdleTime();
    tellWithoutKeys();
    recheck();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    restartIdleTime();
    frames.add(channel.alloc(), (ByteBuf) message);
    if (phase == Phase.ENDING) {
      frames.release();
    } else {
      takeRequests();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    handOverAndFlush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!taking) {
      takeRequests();
      handOverAndFlush();
    }
  }

  /**
   * Checks whether the edge is still trusted, and updates its permissions. The connection of an
   * edge that is not ends at once, without the operations that wait.
   *
   * @return whether the connection goes on
   */
  boolean recheck() {
    Serving now = server.serving().get();
    VerifiedEdge.Refusal refused =
        edge.whyNot(now.trust(), channel.remoteAddress(), server.clock());
    if (refused != null) {
      log.ended(channel, edge.identity(), refused.reason(), refused.detail());
      close();
      return false;
    }
    if (!now.equals(serving)) {
      serving = now;
      access = now.access().of(edge.identity().names(), server.rates());
    }
    return true;
  }

  /** Reads no more, answers the requests that have come, and ends the connection. */
  void finish() {
    if (phase == Phase.OPEN) {
      phase = Phase.FINISHING;
      channel.config().setAutoRead(false);
    }
    endIfDone();
  }

  /** Ends the connection at once, without the operations that wait. */
  private void close() {
    phase = Phase.ENDING;
    idleTime.noLimit();
    requests.abandon();
    channel.close();
  }

  private void takeRequests() {
    if (phase == Phase.ENDING || !recheck()) {
      return;
    }
    taking = true;
    try {
      takeAllowed();
    } catch (MalformedMessageException e) {
      malformed(e);
    } finally {
      taking = false;
    }
    channel.config().setAutoRead(phase == Phase.OPEN && mayTake());
    endIfDone();
  }

  private void takeAllowed() throws MalformedMessageException {
    exhausted = false;
    while (mayTake()) {
      Message request = frames.next();
      if (request == null) {
        exhausted = true;
        return;
      }
      requests.take(request, serving, access);
    }
  }

  private boolean mayTake() {
    return requests.inFlight() < serving.limits().inFlightPerConnection() && channel.isWritable();
  }

  /** Ends the connection: nothing after a malformed frame can be trusted. */
  private void malformed(MalformedMessageException malformed) {
    log.ended(channel, edge.identity(), "malformed", String.valueOf(malformed.getMessage()));
    lastAnswer = Message.error(malformed.id(), KeylessError.FORMAT);
    phase = Phase.ENDING;
  }

  private void answered() {
    takeRequests();
    endIfDone();
    handOverAndFlush();
  }

  private void handOverAndFlush() {
    requests.handOver(serving);
    requests.flush();
  }

  private void endIfDone() {
    boolean over = phase == Phase.ENDING || (phase == Phase.FINISHING && exhausted);
    if (!over || requests.inFlight() > 0 || !channel.isActive()) {
      return;
    }
    if (lastAnswer != null) {
      requests.add(lastAnswer);
      lastAnswer = null;
    }
    requests.flush();
    channel.close();
  }

  private void tellWithoutKeys() {
    if (access.isNothing()) {
      log.record(
          ServerEvent.Kind.EDGE_WITHOUT_KEYS,
          channel,
          null,
          "the edge is trusted, and no entry of allow names it: it may use no key",
          edge.identity());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      finish(); // an edge that has sent everything may still read
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    phase = Phase.ENDING;
    frames.release();
    requests.abandon();
    ctx.fireChannelInactive();
  }

  /** Resets of the network are not recorded; broken TLS and internal errors are. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() != null) {
      log.ended(channel, edge.identity(), "protocol", EngineFailure.of(cause.getCause()).code());
    } else if (!(cause instanceof IOException)) {
      log.record(ServerEvent.Kind.FAILED, channel, null, cause.toString(), edge.identity());
    }
    close();
  }
}
