package dev.edgekeep.edge.tunnel;

import dev.edgekeep.daemon.deadline.Deadlines;
import io.netty.buffer.ByteBuf;

/**
 * Bytes both ways between a client and an origin. Each way is as fast as its reader takes it
 * (invariant 6), and ends by itself: an end that sends no more may still be sent to. The tunnel is
 * over when both ways are, when either end is gone, after a time of silence, or when its watch says
 * so. Event loop only.
 */
public final class Tunnel {
  private final Side client;
  private final Side origin;
  private final TunnelWatch watch;
  private final LoopTunnels home;
  private final long idleNanos;
  private final IdleLimit idle = new IdleLimit();
  private boolean isOver;

  Tunnel(TunnelEnd client, TunnelEnd origin, TunnelWatch watch, LoopTunnels home, long idleNanos) {
    this.client = new Side(client, origin, TunnelEnding.CLIENT_ABORTED);
    this.origin = new Side(origin, client, TunnelEnding.ORIGIN_FAILED);
    this.watch = watch;
    this.home = home;
    this.idleNanos = idleNanos;
  }

  Deadlines.Watched idleLimit() {
    return idle;
  }

  /**
   * Lets bytes pass.
   *
   * @param early what came from the client before there was a tunnel
   */
  void start(Iterable<ByteBuf> early) {
    touch();
    for (ByteBuf data : early) {
      client.data(data);
    }
    client.start();
    origin.start();
  }

  /** Asks the watch whether it may go on. */
  void recheck() {
    if (!isOver && !watch.mayGoOn()) {
      close(TunnelEnding.REFUSED);
    }
  }

  /** Ends it at once. */
  void close(TunnelEnding how) {
    if (!isOver) {
      over(how);
      client.end.close();
      origin.end.close();
    }
  }

  private void over(TunnelEnding how) {
    isOver = true;
    home.remove(this);
    watch.ended(how, client.bytes, origin.bytes);
  }

  private void touch() {
    idle.limit(System.nanoTime(), idleNanos);
  }

  /** What one end tells of its peer. */
  public final class Side {
    private final TunnelEnd end;
    private final TunnelEnd other;
    private final TunnelEnding breaking;
    private long bytes;
    private boolean hasEnded;

    private Side(TunnelEnd end, TunnelEnd other, TunnelEnding breaking) {
      this.end = end;
      this.other = other;
      this.breaking = breaking;
    }

    private void start() {
      end.start(this);
      if (!isOver && other.isWritable()) {
        end.resume();
      }
      burstEnd();
    }

    /** Bytes have come; they are released. */
    public void data(ByteBuf data) {
      if (isOver || !data.isReadable()) {
        data.release();
        return;
      }
      touch();
      bytes += data.readableBytes();
      other.write(data);
      if (!other.isWritable()) {
        end.pause();
      }
    }

    /** All that came in at once has been told. */
    public void burstEnd() {
      if (!isOver) {
        other.flush();
      }
    }

    /** The end takes more. */
    public void writable() {
      if (!isOver) {
        touch();
        other.resume();
      }
    }

    /** No more comes; the end still takes. */
    public void ended() {
      if (isOver || hasEnded) {
        return;
      }
      hasEnded = true;
      if (client.hasEnded && origin.hasEnded) {
        over(TunnelEnding.COMPLETE);
        client.end.finish();
        origin.end.finish();
      } else {
        other.end();
      }
    }

    /** No more comes, and the end takes no more, as it should be. */
    public void left() {
      if (!isOver) {
        over(TunnelEnding.COMPLETE);
        end.close();
        other.finish();
      }
    }

    /** The end is gone, as it should not be. */
    public void broke() {
      if (!isOver) {
        over(breaking);
        end.close();
        other.abort();
      }
    }
  }

  private final class IdleLimit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      close(TunnelEnding.IDLE);
    }
  }
}
