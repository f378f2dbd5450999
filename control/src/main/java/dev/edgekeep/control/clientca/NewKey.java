package dev.edgekeep.control.clientca;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.signature.CertificateSigner;

/** A key that was created for an issuer and is in no record yet. Immutable. */
sealed interface NewKey {
  /** Identifier of the issuer that will have it. */
  String issuerId();

  CertificateSigner signer();

  /**
   * On a PKCS#11 token.
   *
   * @param uri names the key for people (RFC 7512)
   */
  record OnToken(String issuerId, CertificateSigner signer, String uri) implements NewKey {}

  /** In memory, until it is sealed and stored. */
  record InMemory(String issuerId, CertificateSigner signer, PrivateKeyDer secret)
      implements NewKey {
    /** Nothing of the key. */
    @Override
    public String toString() {
      return "key of " + issuerId;
    }
  }
}
