package dev.edgekeep.control.clientca;

import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.signature.CertificateSigner;
import dev.edgekeep.x509.signature.LocalSigner;
import dev.edgekeep.x509.signature.SigningException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The private keys of issuers: sealed in the store, opened when they sign and kept in memory for
 * the next time. Any thread.
 */
final class CaKeys {
  private static final int KEPT = 1_000;

  private final Vault vault;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, CertificateIssuer> opened =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CertificateIssuer> eldest) {
          return size() > KEPT;
        }
      };

  CaKeys(Vault vault) {
    this.vault = vault;
  }

  /**
   * A new key.
   *
   * @param sealed as it is stored
   */
  record NewKey(String issuerId, CertificateSigner signer, Sealed sealed) {
    @Override
    public String toString() {
      return "key of " + issuerId;
    }
  }

  /** Makes a key of an issuer that is about to be. */
  NewKey create(Handle db, String accountId, KeyKind kind) {
    KeyPair pair = kind.generate(random);
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    try {
      LocalSigner signer = LocalSigner.of(pair);
      String id = CaMaker.idOf(signer.publicKey());
      Sealed sealed = vault.seal(db, accountId, pkcs8, CaIssuer.keyContext(id));
      return new NewKey(id, signer, sealed);
    } catch (SigningException e) {
      throw new IllegalStateException("a key that was just made cannot sign", e);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  /** The issuer, ready to sign. */
  CertificateIssuer open(Handle db, String accountId, CaIssuer issuer) {
    synchronized (opened) {
      CertificateIssuer known = opened.get(issuer.id());
      if (known != null) {
        return known;
      }
    }
    CertificateIssuer unsealed = unseal(db, accountId, issuer);
    synchronized (opened) {
      opened.put(issuer.id(), unsealed);
    }
    return unsealed;
  }

  private CertificateIssuer unseal(Handle db, String accountId, CaIssuer issuer) {
    byte[] pkcs8 = vault.open(db, accountId, issuer.sealedKey(), CaIssuer.keyContext(issuer.id()));
    try {
      LocalSigner signer = LocalSigner.of(pkcs8, issuer.certificate().subjectPublicKey());
      return CertificateIssuer.of(issuer.certificate(), signer);
    } catch (SigningException e) {
      throw new IllegalStateException("the key of " + issuer + " cannot be used", e);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }
}
