package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the edge's one identity, also to a key server that names other CAs, so that the key
 * server's answer tells the reason of a refusal. The platform's key manager would present nothing.
 * Immutable; any thread.
 */
final class EdgeKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "edge";

  private final X509Certificate[] chain;
  private final PrivateKey key;
  private final String keyType;

  /**
   * @throws GeneralSecurityException when the platform cannot use the key
   */
  EdgeKeyManager(Identity identity) throws GeneralSecurityException {
    this.keyType = keyType(identity.chain().getFirst());
    this.key =
        KeyFactory.getInstance(keyType)
            .generatePrivate(new PKCS8EncodedKeySpec(identity.key().pkcs8()));
    this.chain = chain(identity.chain());
  }

  private static String keyType(Certificate certificate) throws GeneralSecurityException {
    KeyAlgorithm type = certificate.subjectPublicKey().type();
    return switch (type) {
      case RSA -> "RSA";
      case RSA_PSS -> "RSASSA-PSS";
      case P256, P384, P521 -> "EC";
      case ED25519, ED448 -> "EdDSA";
      case OTHER_CURVE, DSA, UNKNOWN ->
          throw new GeneralSecurityException("no TLS client has a key of " + type.label());
    };
  }

  private static X509Certificate[] chain(List<Certificate> certificates)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] chain = new X509Certificate[certificates.size()];
    for (int i = 0; i < chain.length; i++) {
      byte[] der = certificates.get(i).der();
      chain[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }
    return chain;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return Arrays.asList(keyTypes).contains(keyType) ? ALIAS : null;
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
  public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
    return type.equals(keyType) ? new String[] {ALIAS} : new String[0];
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }
}
