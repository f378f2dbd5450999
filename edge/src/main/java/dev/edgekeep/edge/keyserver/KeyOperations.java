package dev.edgekeep.edge.keyserver;

import io.netty.channel.EventLoop;

/** Private-key operations of one key server, done by any of its addresses. Any thread. */
public interface KeyOperations {
  /**
   * Requests one operation. Never blocks.
   *
   * @param loop the event loop of the handshake, on which the connection to the key server lives,
   *     and on which {@code callback} is called
   * @param callback called exactly once, within the key server's time limit; before this returns
   *     where nothing can be done
   */
  void perform(EventLoop loop, KeyRequest request, Callback callback);

  /** Receives the outcome of one operation: one of the two, once, on the event loop. */
  interface Callback {
    /**
     * The operation succeeded.
     *
     * @param value the signature, or the deciphered block with its padding, which has passed the
     *     request's {@link KeyRequest.ResultCheck}; the receiver may change it
     */
    void done(byte[] value);

    /** No address of the key server performed the operation. */
    void failed(KeyServerFailure failure);
  }
}
