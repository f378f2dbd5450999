package dev.edgekeep.edge.origin;

/**
 * The pool of one {@link OriginConnection}, as the connection sees it. Event loop only; not called
 * from within {@link OriginProtocol#connection}.
 */
public interface ConnectionOwner {
  /**
   * A stream has ended, in whichever way. Called once for each stream that was opened, before its
   * listener hears of it.
   */
  void streamEnded();

  /** More streams can be opened than before, for another reason: the server allows more. */
  void capacityGrown();

  /** The connection is closed. Called once, before the listeners of its open streams hear of it. */
  void closed();
}
