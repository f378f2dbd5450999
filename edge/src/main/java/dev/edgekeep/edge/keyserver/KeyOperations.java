package dev.edgekeep.edge.keyserver;

import io.netty.channel.EventLoop;

/** Asks a key server, at whichever of its addresses answers, for operations. Any thread. */
public interface KeyOperations {
  /**
   * Asks for one operation. Never blocks.
   *
   * @param loop the event loop of the handshake: the connection that is used lives on it, and
   *     {@code result} is called on it
   * @param result called exactly once, within the key server's time limit; at once, before this
   *     returns, where nothing can be done
   */
  void perform(EventLoop loop, KeyRequest request, Result result);
}
