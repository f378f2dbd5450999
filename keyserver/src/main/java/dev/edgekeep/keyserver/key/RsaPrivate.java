package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;

/** What an RSA private key computes, wherever it is held. Lengths have been checked. Any thread. */
interface RsaPrivate {
  /** The bare operation on a block as long as the modulus, and less than it. */
  byte[] decrypt(byte[] block) throws KeyOperationException;

  /** RSASSA-PKCS1-v1_5 over a digest. */
  byte[] signPkcs1(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException;

  /** RSASSA-PSS over a digest. */
  byte[] signPss(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException;
}
