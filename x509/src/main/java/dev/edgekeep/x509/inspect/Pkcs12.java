package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All bags of a PKCS#12 file (RFC 7292 §4). The Java platform checks the password and the
 * integrity. It omits certificates without a key and keys without encryption, so the bags are read
 * here.
 *
 * @param certificates DER
 * @param keys PKCS#8, decrypted
 * @param lists DER
 * @param unread descriptions of content that was not read
 */
record Pkcs12(
    List<byte[]> certificates, List<byte[]> keys, List<byte[]> lists, List<String> unread) {
  private static final String DATA = "1.2.840.113549.1.7.1";
  private static final String ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
  private static final String BAG = "1.2.840.113549.1.12.10.1.";
  private static final String X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";
  private static final String X509_CRL = "1.2.840.113549.1.9.23.1";
  private static final int MAX_NESTING = 8;

  static Pkcs12 read(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    char[] password = passphrase == null ? new char[0] : passphrase;
    open(content, password, passphrase != null);
    Pkcs12 result =
        new Pkcs12(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      DerReader pfx = DerReader.of(content).sequence("PFX");
      pfx.element(Tag.INTEGER, "version");
      DerReader info = pfx.sequence("authSafe");
      if (info.oid("content type").equals(DATA)) {
        DerReader safes = data(info).reader().sequence("authenticated safe");
        while (safes.hasMore()) {
          result.safe(safes.sequence("content info"), password);
        }
      } else {
        result.unread.add("the whole content, which is signed by a certificate");
      }
    } catch (DerException e) {
      result.unread.add("what follows a part that is not DER: " + e.described());
    }
    return result;
  }

  private static Slice data(DerReader info) {
    return info.enter(Tag.contextConstructed(0), "content").content(Tag.OCTET_STRING, "content");
  }

  /** Reads one ContentInfo of the authenticated safe. */
  private void safe(DerReader info, char[] password) {
    String type = info.oid("content type");
    try {
      switch (type) {
        case DATA -> bags(data(info).reader(), password, 0);
        case ENCRYPTED_DATA -> bags(DerReader.of(decrypted(info, password)), password, 0);
        default -> unread.add("bags that are encrypted for a certificate (" + type + ")");
      }
    } catch (DerException e) {
      unread.add("bags that are not DER: " + e.described());
    } catch (CertificateFormatException e) {
      unread.add("encrypted bags: " + e.getMessage());
    }
  }

  /**
   * Decrypts EncryptedData (RFC 5652 §8), which has the same structure as an encrypted private key.
   */
  private static byte[] decrypted(DerReader info, char[] password)
      throws CertificateFormatException {
    DerReader encrypted =
        info.enter(Tag.contextConstructed(0), "content").sequence("encrypted data");
    encrypted.element(Tag.INTEGER, "version");
    DerReader content = encrypted.sequence("encrypted content info");
    content.oid("content type");
    byte[] algorithm = content.element(Tag.SEQUENCE, "encryption").toBytes();
    byte[] octets = content.content(Tag.context(0), "encrypted content").toBytes();
    return PrivateKeys.decrypted(
        DerWriter.sequence(algorithm, DerWriter.octetString(octets)), password);
  }

  private void bags(DerReader content, char[] password, int depth) {
    DerReader bags = content.sequence("safe contents");
    while (bags.hasMore()) {
      DerReader bag = bags.sequence("safe bag");
      String type = bag.oid("bag type");
      try {
        bag(type, bag.enter(Tag.contextConstructed(0), "bag value"), password, depth);
      } catch (CertificateFormatException e) {
        unread.add("a bag with a private key: " + e.getMessage());
      }
    }
  }

  private void bag(String type, DerReader value, char[] password, int depth)
      throws CertificateFormatException {
    switch (type) {
      case BAG + "1" -> keys.add(PrivateKeys.read(value.element("key").toBytes(), null));
      case BAG + "2" -> keys.add(PrivateKeys.read(value.element("key").toBytes(), password));
      case BAG + "3" -> certificates.addAll(only(X509_CERTIFICATE, "certificate", value));
      case BAG + "4" -> lists.addAll(only(X509_CRL, "revocation list", value));
      case BAG + "5" -> unread.add("a bag with another secret");
      case BAG + "6" -> {
        if (depth < MAX_NESTING) {
          bags(value, password, depth + 1);
        } else {
          unread.add("bags within too many bags");
        }
      }
      default -> unread.add("a bag of the unknown type " + type);
    }
  }

  /** The DER in a bag of this type; for another type, nothing and a note. */
  private List<byte[]> only(String wanted, String what, DerReader value) {
    DerReader bag = value.sequence(what + " bag");
    String kind = bag.oid(what + " type");
    if (!kind.equals(wanted)) {
      unread.add("a %s of the type %s".formatted(what, kind));
      return List.of();
    }
    return List.of(
        bag.enter(Tag.contextConstructed(0), what).content(Tag.OCTET_STRING, what).toBytes());
  }

  private static void open(byte[] content, char[] password, boolean given)
      throws CertificateFormatException {
    try {
      KeyStore.getInstance("PKCS12").load(new ByteArrayInputStream(content), password);
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateFormatException(
          given
              ? "the PKCS#12 file cannot be opened: wrong password, or " + e.getMessage()
              : "the PKCS#12 file cannot be opened without a password; give one");
    }
  }
}
