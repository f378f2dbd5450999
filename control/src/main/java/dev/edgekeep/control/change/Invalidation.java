package dev.edgekeep.control.change;

import dev.edgekeep.x509.cert.SerialNumber;

/**
 * A part of the snapshot that must be built again after a change. A feature names the record that
 * it changed; everything that depends on the record follows from it.
 */
public sealed interface Invalidation {
  /** A host was created, changed, bound, released or removed. */
  record Host(String hostId, String name) implements Invalidation {}

  /** An origin was changed. */
  record Origin(String originId) implements Invalidation {}

  /** A key server was changed. */
  record KeyServer(String keyServerId) implements Invalidation {}

  /** A server certificate was replaced. */
  record Certificate(String certificateId) implements Invalidation {}

  /** The certificates or the revocation list of a client CA changed, or it was removed. */
  record ClientCa(String clientCaId) implements Invalidation {}

  /** A client certificate was revoked or activated again: nothing else is built again. */
  record Serial(String clientCaId, SerialNumber serial, boolean revoked) implements Invalidation {}

  /** The rules of an account or of one of its sites changed. */
  record Rules(String accountId) implements Invalidation {}

  /**
   * A record of a feature was created, changed or removed.
   *
   * @param part the name of the feature's part of the snapshot
   */
  record Part(String part, String id) implements Invalidation {}
}
