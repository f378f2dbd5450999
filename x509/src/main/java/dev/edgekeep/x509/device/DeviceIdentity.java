package dev.edgekeep.x509.device;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate with its chain and private key, for a device. Immutable; safe for use by
 * several threads.
 */
public final class DeviceIdentity {
  private static final int LINE = 64;

  private final List<Certificate> chain;
  private final byte[] key;

  private DeviceIdentity(List<Certificate> chain, byte[] key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads an identity.
   *
   * @param chain PEM, the client's certificate first
   * @param key the private key, PEM, not encrypted
   * @throws CertificateFormatException when one of them cannot be read
   */
  public static DeviceIdentity of(String chain, String key) throws CertificateFormatException {
    return new DeviceIdentity(
        PemFiles.certificates(chain.getBytes(StandardCharsets.US_ASCII)),
        PrivateKeys.read(key.getBytes(StandardCharsets.US_ASCII), null));
  }

  /**
   * A PKCS#12 file (RFC 7292), encrypted with AES-256 and with its integrity protected by
   * HMAC-SHA-256, both with keys derived from the password (RFC 8018, PBKDF2).
   *
   * @param password at least one character; devices ask for it at the import
   * @throws CertificateFormatException when Java cannot represent the key or a certificate
   */
  public byte[] pkcs12(char[] password) throws CertificateFormatException {
    if (password.length == 0) {
      throw new IllegalArgumentException("a password is needed");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(name(), privateKey(), password, certificates());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, password);
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateFormatException("no PKCS#12 file can be made of it: " + e.getMessage());
    }
  }

  /**
   * A configuration profile for Apple's devices ({@code .mobileconfig}, a property list), with the
   * identity as PKCS#12. The password is not part of it: the device asks.
   *
   * @param password at least one character
   * @throws CertificateFormatException as {@link #pkcs12}
   */
  public String mobileConfig(char[] password) throws CertificateFormatException {
    String name = escaped(name());
    String content =
        Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(pkcs12(password));
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0">
    <dict>
      <key>PayloadType</key><string>Configuration</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>edgekeep.%s</string>
      <key>PayloadUUID</key><string>%s</string>
      <key>PayloadDisplayName</key><string>Client certificate: %s</string>
      <key>PayloadContent</key>
      <array>
        <dict>
          <key>PayloadType</key><string>com.apple.security.pkcs12</string>
          <key>PayloadVersion</key><integer>1</integer>
          <key>PayloadIdentifier</key><string>edgekeep.%s.identity</string>
          <key>PayloadUUID</key><string>%s</string>
          <key>PayloadDisplayName</key><string>%s</string>
          <key>PayloadCertificateFileName</key><string>client.p12</string>
          <key>PayloadContent</key>
          <data>
    %s
          </data>
        </dict>
      </array>
    </dict>
    </plist>
    """
        .formatted(serial(), uuid("profile"), name, serial(), uuid("identity"), name, content);
  }

  private String serial() {
    return chain.getFirst().serialNumber().toString().replace(":", "");
  }

  /** The same for the same certificate: a profile that is installed again replaces itself. */
  private UUID uuid(String purpose) {
    return UUID.nameUUIDFromBytes(
        (purpose + chain.getFirst().sha256()).getBytes(StandardCharsets.US_ASCII));
  }

  /** The name that devices list the identity under. */
  private String name() {
    String subject = chain.getFirst().subject().toString();
    return subject.isEmpty() ? "client certificate" : subject;
  }

  private PrivateKey privateKey() throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(key);
    @Nullable GeneralSecurityException last = null;
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new GeneralSecurityException("the private key's algorithm is not supported", last);
  }

  private java.security.cert.Certificate[] certificates() throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    java.security.cert.Certificate[] all = new java.security.cert.Certificate[chain.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = factory.generateCertificate(new ByteArrayInputStream(chain.get(i).der()));
    }
    return all;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
