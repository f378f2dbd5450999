package dev.edgekeep.control.why;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client that a question is about. At most one member is given; with none the question is about
 * a client without a certificate.
 *
 * @param chain the certificates that the client sends, its own first; empty: not given
 * @param serial with colons; empty: not given
 * @param fingerprint SHA-256 in hexadecimal, without colons; empty: not given
 * @param requestId of an event; empty: not given
 */
record Question(List<Certificate> chain, String serial, String fingerprint, String requestId) {
  private static final int MAX_CERTIFICATES = 20;

  /** Reads the body; null after a problem was reported. */
  static @Nullable Question read(Section section) {
    Value certificate = section.get("certificate");
    Value serial = section.get("serial");
    Value fingerprint = section.get("fingerprint");
    Value requestId = section.get("requestId");
    int given = 0;
    for (Value each : new @Nullable Value[] {certificate, serial, fingerprint, requestId}) {
      if (each != null && ++given > 1) {
        each.error("give only one of certificate, serial, fingerprint and requestId");
        return null;
      }
    }
    List<Certificate> chain = certificate == null ? List.of() : chain(certificate);
    String number = serial == null ? "" : serial(serial);
    String hash = fingerprint == null ? "" : fingerprint(fingerprint);
    String request = requestId == null ? "" : requestId.text();
    return chain == null || number == null || hash == null || request == null
        ? null
        : new Question(chain, number, hash, request);
  }

  private static @Nullable List<Certificate> chain(Value value) {
    String pem = value.text();
    if (pem == null) {
      return null;
    }
    try {
      List<Certificate> read = PemFiles.certificates(pem.getBytes(StandardCharsets.UTF_8));
      if (read.size() > MAX_CERTIFICATES) {
        value.error("more than %d certificates".formatted(MAX_CERTIFICATES));
        return null;
      }
      return read;
    } catch (CertificateFormatException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable String serial(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    try {
      return SerialNumber.parse(text).toString();
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable String fingerprint(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    String hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{64}")) {
      value.error("expected a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons");
      return null;
    }
    return hex;
  }
}
