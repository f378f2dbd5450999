package dev.edgekeep.edge.clientauth.forwarded;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Certificates as PEM, percent-encoded (RFC 3986 §2.1); a plus sign means itself. */
final class EncodedPem {
  private EncodedPem() {}

  /** The certificates in their order, at least one. */
  static List<byte[]> certificates(String encoded, String name) throws HeaderFormatException {
    List<byte[]> all = new ArrayList<>(3);
    try {
      for (PemBlock block : PemBlock.readAll(decode(encoded, name))) {
        if (!block.label().equals(PemBlock.CERTIFICATE)) {
          throw new HeaderFormatException(name + " has a PEM block that is not a certificate");
        }
        all.add(block.der().toBytes());
      }
    } catch (CertificateFormatException e) {
      throw new HeaderFormatException(name + " is not PEM: " + e.getMessage());
    }
    if (all.isEmpty()) {
      throw new HeaderFormatException(name + " has no certificate in percent-encoded PEM");
    }
    return all;
  }

  private static byte[] decode(String encoded, String name) throws HeaderFormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
      if (low < 0) {
        throw new HeaderFormatException(name + " is not percent-encoded");
      }
      bytes.write((high << 4) | low);
      i += 2;
    }
    return bytes.toByteArray();
  }
}
