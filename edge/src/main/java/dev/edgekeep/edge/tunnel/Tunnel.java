package dev.edgekeep.edge.tunnel;

import dev.edgekeep.daemon.deadline.Deadlines;
import io.netty.buffer.ByteBuf;

/**
 * Bytes in both directions between a client and an origin. Each direction is as fast as its reader
 * (invariant 6), and ends by itself: an end that sends no more may still receive. The tunnel is
 * over when both directions are, when either end is gone, after a time without bytes, or when its
 * watch ends it. Event loop only.
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
   * Begins to pass bytes.
   *
   * @param early bytes that the client sent before
   */
  void start(Iterable<ByteBuf> early) {
    touch();
    for (ByteBuf data : early) {
      client.data(data);
    }
    client.start();
    origin.start();
  }

  /** Ends the tunnel if its watch no longer allows it. */
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

  /** Receives what one end reports about its peer. */
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
      readComplete();
    }

    /** Accepts bytes, and releases them. */
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

    /** All bytes that arrived together have been passed on: sends them. */
    public void readComplete() {
      if (!isOver) {
        other.flush();
      }
    }

    /** The end accepts more bytes. */
    public void writable() {
      if (!isOver) {
        touch();
        other.resume();
      }
    }

    /** The peer sends no more, but still receives. */
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

    /** The peer closed cleanly. */
    public void left() {
      if (!isOver) {
        over(TunnelEnding.COMPLETE);
        end.close();
        other.finish();
      }
    }

    /** The connection to the peer broke. */
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
