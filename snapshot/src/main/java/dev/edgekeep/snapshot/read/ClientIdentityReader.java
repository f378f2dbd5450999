package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads who the edge is to a server that it connects to. */
final class ClientIdentityReader {
  private ClientIdentityReader() {}

  /** An identity whose key may be on a key server. */
  static @Nullable OriginIdentity read(
      CertificateReader certificates, KeyServerLookup keyServers, Value value) {
    Section section = value.section();
    Value keyServer = section == null ? null : section.get("keyServer");
    if (section == null || keyServer == null) {
      Identity held = section == null ? null : read(certificates, value);
      return held == null ? null : OriginIdentity.of(held);
    }
    Value chainValue = section.require("chain", "give the certificate, such as {file: edge.pem}");
    Value key = section.get("key");
    section.end();
    if (key != null) {
      key.error(
          "the key is on a key server already; remove this, so that the edge never sees the key, or"
              + " remove keyServer");
    }
    List<Certificate> chain = chainValue == null ? List.of() : certificates.chain(chainValue);
    KeyServer server = keyServers.find(keyServer);
    if (chainValue == null || chain.isEmpty() || server == null) {
      return null;
    }
    OriginIdentity identity = new OriginIdentity(chain, new ServerKey.OnKeyServer(server));
    return canSign(chainValue, identity.leaf()) ? identity : null;
  }

  private static boolean canSign(Value chain, Certificate leaf) {
    KeyAlgorithm type = leaf.subjectPublicKey().type();
    boolean canSign =
        switch (type) {
          case RSA, P256, P384, P521 -> true;
          default -> false;
        };
    if (!canSign) {
      chain.error(
          "the certificate has a key of a kind that a key server cannot use for it (%s); use RSA, or"
                  .formatted(leaf.subjectPublicKey().description())
              + " ECDSA P-256, P-384 or P-521");
    }
    return canSign;
  }

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
