package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The certificates and keys of a PKCS#12 file (RFC 7292), read by the Java platform. */
record Pkcs12(List<Certificate> certificates, List<byte[]> keys) {
  /** Whether it begins as a PFX does: a SEQUENCE, version 3, content info. */
  static boolean isPkcs12(byte[] content) {
    try {
      DerReader in = DerReader.of(content).sequence("PFX");
      return in.smallInteger(Tag.INTEGER, "version") == 3 && in.nextIs(Tag.SEQUENCE);
    } catch (DerException e) {
      // OpenSSL writes DER, others BER with indefinite lengths: 30 80 02 01 03.
      return content.length > 5
          && content[0] == 0x30
          && (content[1] & 0xff) == 0x80
          && content[2] == 2
          && content[4] == 3;
    }
  }

  static Pkcs12 read(byte[] content, char @Nullable [] passphrase)
      throws CertificateFormatException {
    char[] password = passphrase == null ? new char[0] : passphrase;
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      List<Certificate> certificates = new ArrayList<>();
      List<byte[]> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
        if (key != null) {
          keys.add(key.getEncoded());
        }
        for (java.security.cert.Certificate each : chain(store, alias)) {
          certificates.add(Certificate.parse(each.getEncoded()));
        }
      }
      return new Pkcs12(certificates, keys);
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateFormatException(
          passphrase == null
              ? "the PKCS#12 file cannot be opened without a password; give one"
              : "the PKCS#12 file cannot be opened: wrong password, or " + e.getMessage());
    }
  }

  private static List<java.security.cert.Certificate> chain(KeyStore store, String alias)
      throws GeneralSecurityException {
    java.security.cert.Certificate[] chain = store.getCertificateChain(alias);
    if (chain != null) {
      return List.of(chain);
    }
    java.security.cert.Certificate single = store.getCertificate(alias);
    return single == null ? List.of() : List.of(single);
  }
}
