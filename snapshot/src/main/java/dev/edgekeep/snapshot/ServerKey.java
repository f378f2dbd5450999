package dev.edgekeep.snapshot;

import dev.edgekeep.config.material.PrivateKeyDer;

/** The place of the private key of a certificate with which the edge authenticates. */
public sealed interface ServerKey {
  /** With the edge. */
  record Held(PrivateKeyDer key) implements ServerKey {}

  /** On a key server, which the edge asks for each operation (keyless). */
  record OnKeyServer(KeyServer keyServer) implements ServerKey {}
}
