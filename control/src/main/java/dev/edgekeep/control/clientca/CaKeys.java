package dev.edgekeep.control.clientca;

import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.x509.cert.SubjectPublicKey;
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
 * the next time; or on a PKCS#11 token, which signs. Any thread.
 */
final class CaKeys {
  private static final int KEPT = 1_000;

  private final Vault vault;
  private final KeyTokens tokens;
  private final KeyTrouble trouble;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, CertificateIssuer> opened =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CertificateIssuer> eldest) {
          return size() > KEPT;
        }
      };

  CaKeys(Vault vault, KeyTokens tokens, KeyTrouble trouble) {
    this.vault = vault;
    this.tokens = tokens;
    this.trouble = trouble;
  }

  /**
   * A new key.
   *
   * @param place where it is from now on
   */
  record NewKey(String issuerId, CertificateSigner signer, KeyPlace place) {
    @Override
    public String toString() {
      return "key of " + issuerId;
    }
  }

  /**
   * Makes a key of an issuer that is about to be: on the token, where one is set, else in the
   * store.
   *
   * @param label of a key on a token
   * @throws dev.edgekeep.control.api.ApiProblem when the token cannot be used
   */
  NewKey create(Change change, Curve curve, String label) {
    return tokens.makeKeys()
        ? onToken(change, curve, label)
        : inStore(change.db(), change.actor().accountId(), curve);
  }

  private NewKey onToken(Change change, Curve curve, String label) {
    String accountId = change.actor().accountId();
    try {
      KeyTokens.Made made =
          trouble
              .watch(accountId, "the token for new keys")
              .over(() -> tokens.generate(curve, label));
      change.ifUndone(() -> tokens.discard(made.publicKey()));
      String id = CaMaker.idOf(made.publicKey());
      CertificateSigner signer = signer(accountId, id, made.publicKey());
      return new NewKey(id, signer, new KeyPlace.OnToken(made.uri()));
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    }
  }

  private CertificateSigner signer(String accountId, String issuerId, SubjectPublicKey key)
      throws SigningException {
    return new TokenSigner(tokens, key, trouble.watch(accountId, "the key of issuer " + issuerId));
  }

  private NewKey inStore(Handle db, String accountId, Curve curve) {
    KeyKind kind = curve == Curve.P_384 ? KeyKind.P_384 : KeyKind.P_256;
    KeyPair pair = kind.generate(random);
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    try {
      LocalSigner signer = LocalSigner.of(pair);
      String id = CaMaker.idOf(signer.publicKey());
      Sealed sealed = vault.seal(db, accountId, pkcs8, CaIssuer.keyContext(id));
      return new NewKey(id, signer, new KeyPlace.InStore(sealed));
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
    CertificateIssuer ready =
        switch (issuer.key()) {
          case KeyPlace.InStore(Sealed sealed) -> unseal(db, accountId, issuer, sealed);
          case KeyPlace.OnToken _ -> onToken(accountId, issuer);
        };
    synchronized (opened) {
      opened.put(issuer.id(), ready);
    }
    return ready;
  }

  /** The token is asked when it is to sign, and not before. */
  private CertificateIssuer onToken(String accountId, CaIssuer issuer) {
    try {
      SubjectPublicKey key = issuer.certificate().subjectPublicKey();
      return CertificateIssuer.of(issuer.certificate(), signer(accountId, issuer.id(), key));
    } catch (SigningException e) {
      throw new IllegalStateException("the key of " + issuer + " cannot be used", e);
    }
  }

  private CertificateIssuer unseal(Handle db, String accountId, CaIssuer issuer, Sealed sealed) {
    byte[] pkcs8 = vault.open(db, accountId, sealed, CaIssuer.keyContext(issuer.id()));
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
