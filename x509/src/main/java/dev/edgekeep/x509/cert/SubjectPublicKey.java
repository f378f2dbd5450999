package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a certificate or request (RFC 5280 §4.1.2.7). Immutable; the Java key is
 * created on first use. Keys beyond the limits here are refused before any computation.
 */
public final class SubjectPublicKey {
  /**
   * Maximum size of an RSA modulus in bits, so that a verification takes at most a few
   * milliseconds.
   */
  public static final int MAX_RSA_BITS = 8192;

  /** Maximum size of an RSA public exponent in bits. */
  public static final int MAX_RSA_EXPONENT_BITS = 64;

  /** Maximum size of a key that is not RSA: DSA with a prime of 3072 bits needs 1200 octets. */
  private static final int MAX_OTHER_OCTETS = 2_048;

  private final Slice encoded;
  private final AlgorithmIdentifier algorithm;
  private final Slice keyBits;
  private @Nullable PublicKey publicKey;

  private SubjectPublicKey(Slice encoded, AlgorithmIdentifier algorithm, Slice keyBits) {
    this.encoded = encoded;
    this.algorithm = algorithm;
    this.keyBits = keyBits;
  }

  /** Reads a SubjectPublicKeyInfo from the cursor, and checks only its structure. */
  public static SubjectPublicKey read(DerReader in) {
    Slice encoded = in.element(Tag.SEQUENCE, "subjectPublicKeyInfo");
    DerReader sequence = encoded.reader().sequence("subjectPublicKeyInfo");
    AlgorithmIdentifier algorithm = AlgorithmIdentifier.read(sequence, "public key algorithm");
    Slice bits = sequence.bitStringOctets("subjectPublicKey");
    sequence.end("subjectPublicKeyInfo");
    return new SubjectPublicKey(encoded, algorithm, bits);
  }

  /** The same key with the parameters of another key (RFC 3279 §2.3.2: DSA inherits them). */
  public SubjectPublicKey withAlgorithm(AlgorithmIdentifier other) {
    Slice parameters = other.parameters();
    byte[] oid = algorithmOid().toBytes();
    byte[] tail = parameters == null ? new byte[0] : parameters.toBytes();
    byte[] bits = DerWriter.element(Tag.BIT_STRING, new byte[] {0}, keyBits.toBytes());
    byte[] joined =
        DerWriter.element(Tag.SEQUENCE, DerWriter.element(Tag.SEQUENCE, oid, tail), bits);
    return read(DerReader.of(joined));
  }

  private Slice algorithmOid() {
    DerReader in = encoded.reader().sequence("subjectPublicKeyInfo");
    return in.sequence("algorithm").element(Tag.OID, "algorithm");
  }

  /** The complete SubjectPublicKeyInfo. */
  public Slice encoded() {
    return encoded;
  }

  public AlgorithmIdentifier algorithm() {
    return algorithm;
  }

  /** The octets of the key itself. */
  public Slice keyBits() {
    return keyBits;
  }

  public KeyAlgorithm type() {
    return KeyAlgorithm.of(algorithm);
  }

  /** Returns whether this is a DSA key that inherits its issuer's parameters (RFC 3279 §2.3.2). */
  public boolean leavesParametersToIssuer() {
    return type() == KeyAlgorithm.DSA && algorithm.hasNoParameters();
  }

  /**
   * The size of the key in bits: the modulus of RSA, the field of an elliptic curve, the prime of
   * DSA; 0 if unknown.
   */
  public int bits() {
    try {
      return switch (type()) {
        case RSA, RSA_PSS -> rsaModulus().bitLength();
        case DSA -> dsaPrimeBits();
        default -> type().bits();
      };
    } catch (DerException e) {
      return 0;
    }
  }

  /** The RSA modulus. Only for RSA keys; throws {@link DerException} if the key is malformed. */
  public BigInteger rsaModulus() {
    return keyBits.reader().sequence("RSA public key").integer("RSA modulus");
  }

  /** The algorithm and size for people: {@code RSA 2048}, {@code ECDSA P-256}, {@code Ed25519}. */
  public String description() {
    KeyAlgorithm type = type();
    return switch (type) {
      case RSA, RSA_PSS, DSA -> type.label() + " " + bits();
      case UNKNOWN -> "unknown algorithm " + algorithm.oid();
      case OTHER_CURVE -> otherCurve();
      default -> type.label();
    };
  }

  private String otherCurve() {
    Slice parameters = algorithm.parameters();
    return parameters != null && parameters.at(0) == Tag.OID
        ? KeyAlgorithm.OTHER_CURVE.label()
        : "ECDSA with explicit curve parameters instead of a named curve";
  }

  /**
   * The key for {@code java.security}, created once.
   *
   * @throws InvalidKeyException if the key is malformed, has an unsupported algorithm, or exceeds
   *     the limits of this class
   */
  public PublicKey publicKey() throws InvalidKeyException {
    PublicKey key = publicKey;
    if (key == null) {
      key = make();
      publicKey = key;
    }
    return key;
  }

  private PublicKey make() throws InvalidKeyException {
    KeyAlgorithm type = type();
    String factory = type.keyFactory();
    if (factory == null) {
      throw new InvalidKeyException("unsupported public key: " + description());
    }
    try {
      if (type == KeyAlgorithm.RSA || type == KeyAlgorithm.RSA_PSS) {
        checkRsa();
      } else if (encoded.length() > MAX_OTHER_OCTETS) {
        throw new InvalidKeyException("a " + type.label() + " key that is too large");
      }
      PublicKey key =
          KeyFactory.getInstance(factory).generatePublic(new X509EncodedKeySpec(encoded.toBytes()));
      CurvePoints.check(key, keyBits);
      return key;
    } catch (DerException e) {
      throw new InvalidKeyException("malformed public key: " + e.described());
    } catch (NoSuchAlgorithmException | InvalidKeySpecException | RuntimeException e) {
      throw new InvalidKeyException("unusable " + description() + " public key", e);
    }
  }

  private void checkRsa() throws InvalidKeyException {
    DerReader sequence = keyBits.reader().sequence("RSA public key");
    BigInteger modulus = sequence.integer("RSA modulus");
    BigInteger exponent = sequence.integer("RSA exponent");
    sequence.end("RSA public key");
    if (modulus.signum() <= 0 || !modulus.testBit(0) || modulus.bitLength() > MAX_RSA_BITS) {
      throw new InvalidKeyException(
          "an RSA modulus that is even, negative or of more than " + MAX_RSA_BITS + " bits");
    }
    boolean sane =
        exponent.compareTo(modulus) < 0
            && exponent.signum() > 0
            && exponent.testBit(0)
            && exponent.bitLength() > 1;
    if (!sane || exponent.bitLength() > MAX_RSA_EXPONENT_BITS) {
      throw new InvalidKeyException("an RSA exponent that is even, too small or too large");
    }
  }

  private int dsaPrimeBits() {
    Slice parameters = algorithm.parameters();
    if (parameters == null || parameters.at(0) != Tag.SEQUENCE) {
      return 0;
    }
    return parameters.reader().sequence("DSA parameters").integer("DSA prime").bitLength();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectPublicKey that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return description();
  }
}
