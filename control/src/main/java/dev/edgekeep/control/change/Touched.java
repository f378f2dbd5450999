package dev.edgekeep.control.change;

import dev.edgekeep.x509.cert.SerialNumber;

/**
 * What of the snapshot has to be made anew after a change. Whoever changes a record that edge nodes
 * enforce names it; what depends on it is found by itself.
 */
public sealed interface Touched {
  /** A host was made, changed, bound, released or removed. */
  record Host(String hostId, String name) implements Touched {}

  /** An origin was changed. */
  record Origin(String originId) implements Touched {}

  /** A key server was changed. */
  record KeyServer(String keyServerId) implements Touched {}

  /** A server certificate was replaced. */
  record Certificate(String certificateId) implements Touched {}

  /** The certificates or the revocation list of a client CA changed, or it was removed. */
  record ClientCa(String clientCaId) implements Touched {}

  /** A client certificate was revoked or activated again: the only thing that is made anew. */
  record Serial(String clientCaId, SerialNumber serial, boolean revoked) implements Touched {}

  /** The rules of an account or of one of its sites changed. */
  record Rules(String accountId) implements Touched {}
}
