package dev.edgekeep.tls.boringssl;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the one certificate that is configured to every server that asks for any. A server's
 * list of CAs does not choose: it may name an issuer further up than the chain shows, and a refusal
 * says more than a missing certificate. Immutable.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "identity";

  private final X509Certificate[] chain;
  private final PrivateKey key;

  private ClientIdentity(X509Certificate[] chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * @throws GeneralSecurityException when chain or key cannot be used
   */
  static ClientIdentity of(List<Certificate> chain, PrivateKeyDer key)
      throws GeneralSecurityException {
    return new ClientIdentity(chain(chain), privateKey(key));
  }

  private static X509Certificate[] chain(List<Certificate> certificates)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] chain = new X509Certificate[certificates.size()];
    for (int i = 0; i < chain.length; i++) {
      chain[i] =
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(certificates.get(i).der()));
    }
    return chain;
  }

  private static PrivateKey privateKey(PrivateKeyDer key) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(key.pkcs8());
    InvalidKeySpecException unreadable =
        new InvalidKeySpecException("a private key that is neither EC, RSA nor Ed25519");
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        unreadable.addSuppressed(e);
      }
    }
    throw unreadable;
  }

  @Override
  public String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ALIAS;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
