package dev.edgekeep.edge.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Tells whether the client's windows (RFC 9113 §5.2) let a stream send. After the client's last
 * byte no window grows (§6.9): a stream that has used its window up, and has more to send, is
 * stuck. Event loop only.
 */
final class Http2SendWindows {
  private final Http2Connection connection;
  private final Http2RemoteFlowController flow;
  private final BooleanSupplier isNetworkWritable;
  private boolean hasInputEnded;

  Http2SendWindows(
      Http2Connection connection,
      Http2RemoteFlowController flow,
      BooleanSupplier isNetworkWritable) {
    this.connection = connection;
    this.flow = flow;
    this.isNetworkWritable = isNetworkWritable;
  }

  /** The client sends nothing more. */
  void inputEnded() {
    hasInputEnded = true;
  }

  /** Returns whether no window can grow any more. */
  boolean areFinal() {
    return hasInputEnded;
  }

  /**
   * Returns whether a stream accepts more. If its window is final and used up to the last byte, it
   * does: only the end may follow, which needs no window.
   */
  boolean isWritable(Http2Stream stream) {
    return flow.isWritable(stream)
        || (hasInputEnded && isNetworkWritable.getAsBoolean() && !flow.hasFlowControlled(stream));
  }

  /** The streams that hold bytes that can never be sent. */
  List<Http2Stream> stuck() throws Http2Exception {
    List<Http2Stream> stuck = new ArrayList<>();
    if (hasInputEnded) {
      connection.forEachActiveStream(stream -> {
        if (isStuck(stream)) {
          stuck.add(stream);
        }
        return true;
      });
    }
    return stuck;
  }

  private boolean isStuck(Http2Stream stream) {
    // While the network is slow, what fits into the windows waits as well.
    return isNetworkWritable.getAsBoolean()
        && flow.hasFlowControlled(stream)
        && Math.min(flow.windowSize(stream), flow.windowSize(connection.connectionStream())) <= 0;
  }
}
