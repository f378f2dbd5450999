package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in any common form, PEM or DER, as unencrypted PKCS#8: PKCS#8 itself (RFC 5958),
 * PKCS#1 (RFC 8017 §A.1.2), SEC1 (RFC 5915). Messages never quote a key.
 */
public final class PrivateKeys {
  private static final byte[] ZERO = {Tag.INTEGER, 1, 0};
  private static final byte[] RSA_ALGORITHM = {
    0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC_OID = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  static final String WANTED = "a private key";

  private PrivateKeys() {}

  /**
   * The single private key in the content, as unencrypted PKCS#8 DER.
   *
   * @param passphrase for an encrypted key; null if there is none
   * @throws CertificateFormatException if there is no key, more than one, or one that cannot be
   *     read
   */
  public static byte[] read(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    String conversion = PemBlock.isPem(content) ? null : OtherFormats.conversion(content, WANTED);
    if (conversion != null) {
      throw new CertificateFormatException(conversion);
    }
    try {
      return PemBlock.isPem(content) ? fromPem(content, passphrase) : fromDer(content, passphrase);
    } catch (DerException e) {
      throw CertificateFormatException.in("private key", e);
    }
  }

  private static byte[] fromPem(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    List<PemBlock> blocks = PemBlock.readAll(content);
    List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
    if (blocks.isEmpty()) {
      throw new CertificateFormatException("this holds no PEM block, expected a private key");
    }
    if (keys.isEmpty()) {
      throw new CertificateFormatException(
          "this is " + blocks.getFirst().described() + ", expected a private key");
    }
    if (keys.size() > 1) {
      throw new CertificateFormatException(
          "this holds " + keys.size() + " private keys, expected one");
    }
    return fromBlock(keys.getFirst(), passphrase);
  }

  /**
   * The key in one block, as unencrypted PKCS#8 DER.
   *
   * @throws CertificateFormatException if it cannot be read
   */
  public static byte[] read(PemBlock block, char @Nullable [] passphrase)
      throws CertificateFormatException {
    try {
      return fromBlock(block, passphrase);
    } catch (DerException e) {
      throw CertificateFormatException.in("private key", e);
    }
  }

  private static byte[] fromBlock(PemBlock key, char @Nullable [] passphrase)
      throws CertificateFormatException {
    if (key.encryption() != null) {
      byte[] pkcs1OrSec1 =
          TraditionalEncryption.decrypt(key.der().toBytes(), key.encryption(), passphrase);
      return decrypted(() -> fromTraditional(key.label(), pkcs1OrSec1));
    }
    byte[] der = key.der().toBytes();
    return switch (key.label()) {
      case "PRIVATE KEY" -> checked(der);
      case "ENCRYPTED PRIVATE KEY" -> decrypt(der, passphrase);
      default -> fromTraditional(key.label(), der);
    };
  }

  private static byte[] fromTraditional(String label, byte[] der)
      throws CertificateFormatException {
    return switch (label) {
      case "RSA PRIVATE KEY" -> fromPkcs1(der);
      case "EC PRIVATE KEY" -> fromSec1(der);
      default ->
          throw new CertificateFormatException(
              "a private key of the form \"" + label + "\" is not supported; use PKCS#8");
    };
  }

  /** The three forms and the encrypted form differ in what follows the first element. */
  private static byte[] fromDer(byte[] der, char @Nullable [] passphrase)
      throws CertificateFormatException {
    DerReader in = DerReader.of(der).sequence("private key");
    if (in.nextIs(Tag.SEQUENCE)) {
      return decrypt(der, passphrase);
    }
    in.element(Tag.INTEGER, "private key version");
    return switch (in.peekTag()) {
      case Tag.INTEGER -> fromPkcs1(der);
      case Tag.OCTET_STRING -> fromSec1(der);
      default -> checked(der);
    };
  }

  private static byte[] checked(byte[] pkcs8) {
    DerReader outer = DerReader.of(pkcs8);
    DerReader in = outer.sequence("PKCS#8 private key");
    outer.end("the private key");
    in.element(Tag.INTEGER, "private key version");
    in.sequence("private key algorithm").oid("private key algorithm");
    in.content(Tag.OCTET_STRING, "private key");
    return pkcs8.clone();
  }

  private static byte[] fromPkcs1(byte[] pkcs1) {
    DerReader in = DerReader.of(pkcs1).sequence("RSA private key");
    in.element(Tag.INTEGER, "RSA private key version");
    in.element(Tag.INTEGER, "RSA modulus");
    byte[] key = DerWriter.element(Tag.OCTET_STRING, pkcs1);
    return DerWriter.element(Tag.SEQUENCE, ZERO, RSA_ALGORITHM, key);
  }

  private static byte[] fromSec1(byte[] sec1) {
    DerReader in = DerReader.of(sec1).sequence("EC private key");
    in.element(Tag.INTEGER, "EC private key version");
    in.element(Tag.OCTET_STRING, "EC private key");
    // PKCS#8 has the curve outside the key (RFC 5915 §1); it may also be inside.
    DerReader parameters = in.enter(Tag.contextConstructed(0), "EC private key parameters");
    byte[] curve = parameters.element(Tag.OID, "EC private key curve").toBytes();
    byte[] algorithm = DerWriter.element(Tag.SEQUENCE, EC_OID, curve);
    byte[] key = DerWriter.element(Tag.OCTET_STRING, sec1);
    return DerWriter.element(Tag.SEQUENCE, ZERO, algorithm, key);
  }

  private static byte[] decrypt(byte[] der, char @Nullable [] passphrase)
      throws CertificateFormatException {
    byte[] plain = Pkcs8Encryption.decrypt(der, passphrase);
    return decrypted(() -> checked(plain));
  }

  /**
   * Decrypts the content of an {@code EncryptedPrivateKeyInfo} (RFC 5958 §3), of any type: PKCS#12
   * encrypts its bags in the same way.
   *
   * @throws CertificateFormatException if it cannot be decrypted
   */
  public static byte[] decrypted(byte[] der, char[] passphrase) throws CertificateFormatException {
    return Pkcs8Encryption.decrypt(der, passphrase);
  }

  private interface Parser {
    byte[] pkcs8() throws CertificateFormatException;
  }

  /** Once in 256 times, a wrong passphrase gives a valid padding, but no key. */
  private static byte[] decrypted(Parser parser) throws CertificateFormatException {
    try {
      return parser.pkcs8();
    } catch (DerException _) {
      throw WrongPassphrase.exception();
    }
  }
}
