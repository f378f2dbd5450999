package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import org.jspecify.annotations.Nullable;

/** Reads who the edge is to a server that it connects to. */
final class ClientIdentityReader {
  private ClientIdentityReader() {}

  static @Nullable Identity read(CertificateReader certificates, Value value) {
    Identity identity = certificates.identity(value);
    if (identity != null
        && identity.chain().getFirst().subjectPublicKey().type() == KeyAlgorithm.ED25519) {
      value.warning(
          "this certificate has an Ed25519 key: servers that do not ask for Ed25519 signatures, as"
              + " Edgekeep's key server and all others on BoringSSL, never get it and refuse the"
              + " edge as without a certificate; give one with a P-256 or RSA key");
    }
    return identity;
  }
}
