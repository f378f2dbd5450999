package dev.edgekeep.x509.signature;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** A private key in this process's memory. Any thread. */
public final class LocalSigner implements CertificateSigner {
  private static final Slice NULL = Slice.of(new byte[] {Tag.NULL, 0});

  private final PrivateKey key;
  private final SubjectPublicKey publicKey;
  private final AlgorithmIdentifier algorithm;
  private final String javaName;

  private LocalSigner(PrivateKey key, SubjectPublicKey publicKey, AlgorithmIdentifier algorithm) {
    this.key = key;
    this.publicKey = publicKey;
    this.algorithm = algorithm;
    this.javaName = String.valueOf(SignatureAlgorithm.of(algorithm).javaName());
  }

  /**
   * A signer with a key pair of the Java platform.
   *
   * @throws SigningException if keys of this type cannot sign certificates
   */
  public static LocalSigner of(PrivateKey key, SubjectPublicKey publicKey) throws SigningException {
    return new LocalSigner(key, publicKey, algorithm(publicKey));
  }

  /** A signer with a key pair whose public key is also of the Java platform. */
  public static LocalSigner of(java.security.KeyPair pair) throws SigningException {
    byte[] encoded = pair.getPublic().getEncoded();
    return of(pair.getPrivate(), SubjectPublicKey.read(DerReader.of(encoded)));
  }

  /**
   * A signer with a PKCS#8 key.
   *
   * @throws SigningException if the key cannot be read, or keys of its type cannot sign
   *     certificates
   */
  public static LocalSigner of(byte[] pkcs8, SubjectPublicKey publicKey) throws SigningException {
    AlgorithmIdentifier algorithm = algorithm(publicKey);
    String factory =
        switch (publicKey.type()) {
          case RSA -> "RSA";
          case ED25519 -> "Ed25519";
          default -> "EC";
        };
    try {
      PrivateKey key =
          KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new LocalSigner(key, publicKey, algorithm);
    } catch (GeneralSecurityException e) {
      throw new SigningException("the private key cannot be read", e);
    }
  }

  /**
   * The algorithm with which a CA with this key signs, wherever the key is: with a digest as strong
   * as the key (RFC 5758 §3.2, RFC 8410 §3).
   *
   * @throws SigningException if keys of this type cannot sign certificates
   */
  public static AlgorithmIdentifier algorithm(SubjectPublicKey key) throws SigningException {
    KeyAlgorithm type = key.type();
    return switch (type) {
      case RSA -> identifier("1.2.840.113549.1.1.11", NULL);
      case P256 -> identifier("1.2.840.10045.4.3.2", null);
      case P384 -> identifier("1.2.840.10045.4.3.3", null);
      case P521 -> identifier("1.2.840.10045.4.3.4", null);
      case ED25519 -> identifier("1.3.101.112", null);
      default -> throw new SigningException("a key of " + key.description() + " cannot sign here");
    };
  }

  private static AlgorithmIdentifier identifier(String oid, @Nullable Slice parameters) {
    return new AlgorithmIdentifier(oid, parameters);
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
    try {
      Signature signature = Signature.getInstance(javaName);
      signature.initSign(key);
      content.writeTo(new Updates(signature));
      return signature.sign();
    } catch (GeneralSecurityException | IOException e) {
      throw new SigningException("the private key cannot sign: " + e.getMessage(), e);
    }
  }

  /** Passes written data to the signature. */
  private static final class Updates extends OutputStream {
    private final Signature signature;

    Updates(Signature signature) {
      this.signature = signature;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      try {
        signature.update(octets, from, length);
      } catch (SignatureException e) {
        throw new IOException(e);
      }
    }
  }

  /** Only the public key. */
  @Override
  public String toString() {
    return "private key of " + publicKey.description();
  }
}
