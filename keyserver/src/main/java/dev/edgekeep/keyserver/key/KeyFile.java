package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content of one file: private keys as unencrypted PKCS#8, of which a PEM file may hold several
 * and a file of certificates none; and the certificates beside them.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyFile(List<byte[]> keys, List<Certificate> certificates) {
  private static final String NOTHING = "this is neither PEM nor DER; is it a private key?";

  /**
   * @param name of the file: one with the ending of a key must hold a key
   * @param passphrase null when there is none
   * @throws CertificateFormatException when it is damaged, or encrypted and the passphrase does not
   *     fit
   */
  static KeyFile read(String name, byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    if (content.length == 0) {
      throw new CertificateFormatException("the file is empty");
    }
    KeyFile file = PemBlock.isPem(content) ? pem(content, passphrase) : der(content, passphrase);
    if (file.keys.isEmpty() && isCalledKey(name)) {
      throw new CertificateFormatException(
          "this holds no private key; name it otherwise, or put the key there");
    }
    return file;
  }

  private static boolean isCalledKey(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !ending.equals("pem") && !ending.equals("der");
  }

  private static KeyFile pem(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    List<byte[]> keys = new ArrayList<>();
    List<PemBlock> blocks = PemBlock.readAll(content);
    for (PemBlock block : blocks) {
      if (block.isPrivateKey()) {
        keys.add(key(block, passphrase));
      }
    }
    boolean certified = !keys.isEmpty() && blocks.stream().anyMatch(PemBlock::isCertificate);
    return new KeyFile(keys, certified ? PemFiles.certificatesBesideKeys(content) : List.of());
  }

  private static byte[] key(PemBlock block, char @Nullable [] passphrase)
      throws CertificateFormatException {
    try {
      return PrivateKeys.read(block, passphrase);
    } catch (CertificateFormatException e) {
      throw block.line() == 1
          ? e
          : new CertificateFormatException("line %d: %s".formatted(block.line(), e.getMessage()));
    }
  }

  private static KeyFile der(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    return isKey(content)
        ? new KeyFile(List.of(PrivateKeys.read(content, passphrase)), List.of())
        : new KeyFile(List.of(), List.of());
  }

  /**
   * Private keys begin with a version, or are encrypted: an algorithm and a string of octets.
   * Certificates, lists, requests and public keys are other sequences.
   */
  private static boolean isKey(byte[] der) throws CertificateFormatException {
    try {
      DerReader outer = DerReader.of(der);
      DerReader in = outer.sequence("content");
      outer.end("the content");
      if (in.nextIs(Tag.INTEGER)) {
        return true;
      }
      in.element(Tag.SEQUENCE, "content");
      return in.nextIs(Tag.OCTET_STRING);
    } catch (DerException _) {
      throw new CertificateFormatException(NOTHING);
    }
  }

  /** The number of keys, without them. */
  @Override
  public String toString() {
    return "KeyFile[%d keys, %d certificates]".formatted(keys.size(), certificates.size());
  }
}
