package dev.edgekeep.keyserver.key;

/** Signs a digest, or a whole message: the rest of a key that is not RSA. Any thread. */
@FunctionalInterface
interface Signing {
  byte[] sign(byte[] input) throws KeyOperationException;
}
