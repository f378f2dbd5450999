package dev.edgekeep.edge.forward;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One element of Envoy's X-Forwarded-Client-Cert: {@code Hash=…;Subject="…";URI=…;DNS=…}. Names
 * come from a certificate, whose issuer is trusted but whose characters are not: those that could
 * end a line or a value are escaped.
 */
final class EnvoyField {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private EnvoyField() {}

  static String value(Certificate certificate) {
    StringBuilder out = new StringBuilder("Hash=").append(certificate.sha256().hex());
    out.append(";Subject=").append(quoted(certificate.subject().toString()));
    for (GeneralName name : certificate.subjectAltNames()) {
      if (name instanceof GeneralName.Uri(String uri)) {
        out.append(";URI=").append(isPlain(uri) ? uri : quoted(uri));
      }
    }
    for (GeneralName name : certificate.subjectAltNames()) {
      if (name instanceof GeneralName.Dns(String dns)) {
        out.append(";DNS=").append(isPlain(dns) ? dns : quoted(dns));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f && ",;=\"\\".indexOf(c) < 0);
  }

  /**
   * Quotes a value. A quote, a backslash and every character that is not visible ASCII become a
   * hexadecimal pair (RFC 4514 §2.4): the value ends here for every reader of backslashes.
   */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      boolean isEscape = bytes[i] == '\\' && i + 1 < bytes.length;
      if (isEscape && (bytes[i + 1] == '"' || bytes[i + 1] == '\\')) {
        out.append(pair(bytes[++i]));
      } else if (bytes[i] == '"' || (bytes[i] == '\\' && !isEscape)) {
        out.append(pair(bytes[i]));
      } else if (bytes[i] >= ' ' && bytes[i] < 0x7f) {
        out.append((char) bytes[i]);
      } else {
        out.append(pair(bytes[i]));
      }
    }
    return out.append('"').toString();
  }

  private static String pair(byte b) {
    return "\\" + HEX.toHexDigits(b);
  }
}
