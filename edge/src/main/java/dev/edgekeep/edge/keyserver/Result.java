package dev.edgekeep.edge.keyserver;

/**
 * Takes the outcome of one operation. Exactly one of the two is called, once, on the event loop.
 */
public interface Result {
  /**
   * @param value the signature, or the deciphered block with its padding, which has passed the
   *     request's {@link ResultCheck}; the receiver's own
   */
  void done(byte[] value);

  /** No address of the key server did it. */
  void failed(KeyServerFailure failure);
}
