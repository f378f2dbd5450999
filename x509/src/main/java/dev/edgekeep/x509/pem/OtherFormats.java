package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import org.jspecify.annotations.Nullable;

/** Files in other formats than PEM, with the command that converts them. */
public final class OtherFormats {
  private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";

  private OtherFormats() {}

  /**
   * Returns whether the content begins like a PFX (RFC 7292 §4): a SEQUENCE, version 3, content
   * info.
   */
  public static boolean isPkcs12(byte[] content) {
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

  /**
   * A description of content that contains none of the expected values, and how to convert it; null
   * if it is unknown.
   */
  static @Nullable String conversion(byte[] content, String wanted) {
    if (isPkcs12(content)) {
      return "this is a PKCS#12 file, expected %s; convert it: openssl pkcs12 -in FILE %s -out FILE.pem"
          .formatted(wanted, wanted.equals(PrivateKeys.WANTED) ? "-nocerts -noenc" : "-nokeys");
    }
    if (isPkcs7(content)) {
      return "this is a PKCS#7 file, expected %s; convert it: openssl pkcs7 -inform DER -print_certs -in FILE -out FILE.pem"
          .formatted(wanted);
    }
    if (content.length > 1 && isUtf16(content)) {
      return "this is UTF-16 text, expected %s; save it as UTF-8 or ASCII".formatted(wanted);
    }
    return null;
  }

  private static boolean isPkcs7(byte[] content) {
    try {
      return DerReader.of(content).sequence("content").oid("content type").equals(SIGNED_DATA);
    } catch (DerException e) {
      return false;
    }
  }

  private static boolean isUtf16(byte[] content) {
    int first = content[0] & 0xff;
    int second = content[1] & 0xff;
    return (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
  }
}
