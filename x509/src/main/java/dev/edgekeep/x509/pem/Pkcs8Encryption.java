package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted PKCS#8 (RFC 5958 §3): PBES2 with PBKDF2 (RFC 8018 §6.2), and the older schemes that the
 * JDK supports. PBES2 is implemented here because the JDK refuses triple DES and passphrases that
 * are not ASCII, which openssl writes.
 */
final class Pkcs8Encryption {
  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

  /** Some seconds of work; more is a mistake, or an attempt to block us. */
  private static final int MAX_ITERATIONS = 20_000_000;

  private Pkcs8Encryption() {}

  static byte[] decrypt(byte[] der, char @Nullable [] passphrase)
      throws CertificateFormatException {
    DerReader outer = DerReader.of(der);
    DerReader in = outer.sequence("encrypted private key");
    outer.end("the encrypted private key");
    AlgorithmIdentifier scheme = AlgorithmIdentifier.read(in, "encryption");
    byte[] data = in.content(Tag.OCTET_STRING, "encrypted data").toBytes();
    PBEKeySpec password = new PBEKeySpec(WrongPassphrase.required(passphrase));
    try {
      Slice parameters = scheme.parameters();
      return scheme.oid().equals(PBES2) && parameters != null
          ? pbes2(parameters, data, password.getPassword())
          : olderScheme(der, password);
    } catch (BadPaddingException | IllegalBlockSizeException _) {
      throw WrongPassphrase.exception();
    } catch (IOException | GeneralSecurityException e) {
      throw unsupported(scheme.oid());
    } finally {
      password.clearPassword();
    }
  }

  private static byte[] pbes2(Slice parameters, byte[] data, char[] passphrase)
      throws GeneralSecurityException, CertificateFormatException {
    DerReader in = parameters.reader().sequence("PBES2 parameters");
    AlgorithmIdentifier derivation = AlgorithmIdentifier.read(in, "key derivation");
    AlgorithmIdentifier encryption = AlgorithmIdentifier.read(in, "encryption scheme");
    Slice iv = encryption.parameters();
    Slice derivationParameters = derivation.parameters();
    if (!derivation.oid().equals(PBKDF2) || derivationParameters == null || iv == null) {
      throw unsupported(derivation.oid());
    }
    Scheme scheme = Scheme.of(encryption.oid());
    byte[] key = pbkdf2(derivationParameters, passphrase, scheme.keyBytes());
    try {
      Cipher cipher = Cipher.getInstance(scheme.transformation());
      byte[] vector = iv.reader().content(Tag.OCTET_STRING, "IV").toBytes();
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, scheme.algorithm()),
          new IvParameterSpec(vector));
      return cipher.doFinal(data);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] pbkdf2(Slice parameters, char[] passphrase, int keyBytes)
      throws GeneralSecurityException, CertificateFormatException {
    DerReader in = parameters.reader().sequence("PBKDF2 parameters");
    byte[] salt = in.content(Tag.OCTET_STRING, "salt").toBytes();
    int iterations = in.smallInteger(Tag.INTEGER, "iteration count");
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new CertificateFormatException(
          "the private key's encryption has %,d iterations, expected 1 to %,d"
              .formatted(iterations, MAX_ITERATIONS));
    }
    if (in.nextIs(Tag.INTEGER)) {
      in.element("key length");
    }
    String hash = in.hasMore() ? hash(AlgorithmIdentifier.read(in, "PBKDF2 hash").oid()) : "SHA1";
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, keyBytes * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
          .generateSecret(spec)
          .getEncoded();
    } finally {
      spec.clearPassword();
    }
  }

  private static String hash(String oid) throws CertificateFormatException {
    return switch (oid) {
      case "1.2.840.113549.2.7" -> "SHA1";
      case "1.2.840.113549.2.8" -> "SHA224";
      case "1.2.840.113549.2.9" -> "SHA256";
      case "1.2.840.113549.2.10" -> "SHA384";
      case "1.2.840.113549.2.11" -> "SHA512";
      default -> throw unsupported(oid);
    };
  }

  /** PKCS#5 v1.5 and PKCS#12 schemes: with DES, triple DES and RC2. */
  private static byte[] olderScheme(byte[] der, PBEKeySpec password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    Cipher cipher = Cipher.getInstance(info.getAlgName());
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(password),
        info.getAlgParameters());
    return cipher.doFinal(info.getEncryptedData());
  }

  private static CertificateFormatException unsupported(String oid) {
    return new CertificateFormatException(
        "the private key's encryption (%s) is not supported; convert it: openssl pkcs8 -topk8 -v2 aes256"
            .formatted(oid.equals(SCRYPT) ? "scrypt" : oid));
  }

  private record Scheme(String algorithm, int keyBytes) {
    String transformation() {
      return algorithm + "/CBC/PKCS5Padding";
    }

    static Scheme of(String oid) throws CertificateFormatException {
      return switch (oid) {
        case "2.16.840.1.101.3.4.1.2" -> new Scheme("AES", 16);
        case "2.16.840.1.101.3.4.1.22" -> new Scheme("AES", 24);
        case "2.16.840.1.101.3.4.1.42" -> new Scheme("AES", 32);
        case "1.2.840.113549.3.7" -> new Scheme("DESede", 24);
        default -> throw unsupported(oid);
      };
    }
  }
}
