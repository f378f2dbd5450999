package dev.edgekeep.control.clientca;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.config.material.PrivateKeyDer;
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
  private final Cache<String, CertificateIssuer> opened =
      Caffeine.newBuilder().maximumSize(KEPT).build();

  CaKeys(Vault vault, KeyTokens tokens, KeyTrouble trouble) {
    this.vault = vault;
    this.tokens = tokens;
    this.trouble = trouble;
  }

  /**
   * Creates a key of an issuer: on the token, where one is set, else in memory. Takes as long as a
   * token does: not for the writer's turn.
   *
   * @param label of a key on a token
   * @throws dev.edgekeep.control.error.DomainException when the token cannot be used
   */
  NewKey create(String accountId, Curve curve, String label) {
    return tokens.makeKeys() ? onToken(accountId, curve, label) : inMemory(curve);
  }

  private NewKey onToken(String accountId, Curve curve, String label) {
    try {
      KeyTokens.Made made =
          trouble
              .watch(accountId, "the token for new keys")
              .over(() -> tokens.generate(curve, label));
      String id = CaMaker.idOf(made.publicKey());
      CertificateSigner signer = signer(accountId, id, made.publicKey());
      return new NewKey.OnToken(id, signer, made.uri());
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    }
  }

  private CertificateSigner signer(String accountId, String issuerId, SubjectPublicKey key)
      throws SigningException {
    return new TokenSigner(tokens, key, trouble.watch(accountId, "the key of issuer " + issuerId));
  }

  private NewKey inMemory(Curve curve) {
    KeyKind kind = curve == Curve.P_384 ? KeyKind.P_384 : KeyKind.P_256;
    KeyPair pair = kind.generate(random);
    try {
      LocalSigner signer = LocalSigner.of(pair);
      String id = CaMaker.idOf(signer.publicKey());
      return new NewKey.InMemory(id, signer, new PrivateKeyDer(pair.getPrivate().getEncoded()));
    } catch (SigningException e) {
      throw new IllegalStateException("a key that was just created cannot sign", e);
    }
  }

  /** The place of an issuer's new key: a part of the record that the change stores. */
  KeyPlace place(Change change, NewKey key) {
    return switch (key) {
      case NewKey.OnToken(var _, var _, String uri) -> new KeyPlace.OnToken(uri);
      case NewKey.InMemory(String id, var _, PrivateKeyDer secret) -> {
        byte[] pkcs8 = secret.pkcs8();
        try {
          String context = CaIssuer.keyContext(id);
          String account = change.actor().accountId();
          yield new KeyPlace.InStore(vault.seal(change.db(), account, pkcs8, context));
        } finally {
          Arrays.fill(pkcs8, (byte) 0);
        }
      }
    };
  }

  /** Removes a key that no issuer uses from the token. */
  void discard(NewKey key) {
    if (key instanceof NewKey.OnToken) {
      tokens.discard(key.signer().publicKey());
    }
  }

  /** The issuer, ready to sign. The token of its key is not asked yet. */
  CertificateIssuer open(Handle db, String accountId, CaIssuer issuer) {
    CertificateIssuer known = opened.getIfPresent(issuer.id());
    if (known != null) {
      return known;
    }
    CertificateIssuer ready =
        switch (issuer.key()) {
          case KeyPlace.InStore(Sealed sealed) -> unseal(db, accountId, issuer, sealed);
          case KeyPlace.OnToken _ -> onToken(accountId, issuer);
        };
    opened.put(issuer.id(), ready);
    return ready;
  }

  /** Prepares an issuer without asking the token, which is asked when it signs. */
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
