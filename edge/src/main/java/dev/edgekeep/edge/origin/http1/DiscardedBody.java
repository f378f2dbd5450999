package dev.edgekeep.edge.origin.http1;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a response that nobody wants, so that its connection can be used again: at most
 * some bytes, within a short time. Event loop only.
 */
final class DiscardedBody implements OriginListener {
  /** The time within which the rest has to come. */
  static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int MAX_BYTES = 64 * 1024;

  private final Runnable tooLong;
  private int received;

  /**
   * @param tooLong called when more comes than is worth a connection
   */
  DiscardedBody(Runnable tooLong) {
    this.tooLong = tooLong;
  }

  /** Returns whether a body may be short enough. */
  static boolean isWorthwhile(ResponseHead head) {
    return head.keepAlive()
        && head.bodyLength() != BodyLength.UNTIL_CLOSE
        && head.bodyLength() <= MAX_BYTES;
  }

  @Override
  public void responseBody(ByteBuf data) {
    received += data.readableBytes();
    data.release();
    if (received > MAX_BYTES) {
      tooLong.run();
    }
  }

  @Override
  public void informational(ResponseHead head) {}

  @Override
  public void responseHead(ResponseHead head) {}

  @Override
  public void switched(ResponseHead head) {}

  @Override
  public void responseEnd(@Nullable Fields trailers) {}

  @Override
  public void readComplete() {}

  @Override
  public void requestWritable() {}

  @Override
  public void streamFailed(OriginFailure failure) {}
}
