package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.CertificateSigner;
import dev.edgekeep.x509.signature.LocalSigner;
import dev.edgekeep.x509.signature.SigningException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key of an issuer on a PKCS#11 token: P-256 or P-384. Any thread. */
final class TokenSigner implements CertificateSigner {
  private final KeyTokens tokens;
  private final SubjectPublicKey publicKey;
  private final AlgorithmIdentifier algorithm;
  private final KeyTrouble.Watch watch;

  /**
   * @param watch told whether the key could be used
   */
  TokenSigner(KeyTokens tokens, SubjectPublicKey publicKey, KeyTrouble.Watch watch)
      throws SigningException {
    this.tokens = tokens;
    this.publicKey = publicKey;
    this.algorithm = LocalSigner.algorithm(publicKey);
    this.watch = watch;
  }

  @Override
  public AlgorithmIdentifier algorithm() {
    return algorithm;
  }

  @Override
  public SubjectPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(Content content) throws SigningException {
    return watch.over(() -> tokens.sign(publicKey, digest(content)));
  }

  private byte[] digest(Content content) throws SigningException {
    String name = publicKey.type() == KeyAlgorithm.P384 ? "SHA-384" : "SHA-256";
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + name, e);
    } catch (IOException e) {
      throw new SigningException("what is to be signed cannot be written", e);
    }
  }

  /** The public half only. */
  @Override
  public String toString() {
    return "key on a token, " + publicKey.description();
  }
}
