package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.util.AsciiString;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The header fields that speak for a client's certificate. Only a verified certificate is passed
 * on; of one that is not, the verdict field tells.
 */
final class CertificateFields {
  private CertificateFields() {}

  static AsciiString encode(Set<CertificateHeader> wanted, ClientVerdict verdict) {
    StringBuilder out = new StringBuilder();
    if (wanted.contains(CertificateHeader.VERDICT)) {
      line(out, "Edgekeep-Client-Verdict", verdict.verdict().label());
    }
    if (verdict.isVerified() && !verdict.path().isEmpty()) {
      List<Certificate> path = verdict.path();
      if (wanted.contains(CertificateHeader.RFC9440)) {
        rfc9440(out, path);
      }
      if (wanted.contains(CertificateHeader.XFCC)) {
        line(out, "X-Forwarded-Client-Cert", EnvoyField.value(path.getFirst()));
      }
    }
    return new AsciiString(out);
  }

  // RFC 9440 §2.2 and §2.3: the chain begins after the client's own and may leave out the root.
  private static void rfc9440(StringBuilder out, List<Certificate> path) {
    line(out, "Client-Cert", byteSequence(path.getFirst()));
    if (path.size() > 2) {
      List<String> chain =
          path.subList(1, path.size() - 1).stream().map(CertificateFields::byteSequence).toList();
      line(out, "Client-Cert-Chain", String.join(", ", chain));
    }
  }

  /** A byte sequence of structured fields (RFC 8941 §3.3.5). */
  private static String byteSequence(Certificate certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
}
