package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.message.Fields;
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
  private static final AsciiString VERDICT = AsciiString.cached("Edgekeep-Client-Verdict");
  private static final AsciiString XFCC = AsciiString.cached("X-Forwarded-Client-Cert");
  private static final AsciiString CLIENT_CERT = AsciiString.cached("Client-Cert");
  private static final AsciiString CLIENT_CERT_CHAIN = AsciiString.cached("Client-Cert-Chain");

  private CertificateFields() {}

  static Fields of(Set<CertificateHeader> wanted, ClientVerdict verdict) {
    Fields out = new Fields();
    if (wanted.contains(CertificateHeader.VERDICT)) {
      out.add(VERDICT, verdict.verdict().label());
    }
    if (verdict.isVerified() && !verdict.path().isEmpty()) {
      List<Certificate> path = verdict.path();
      if (wanted.contains(CertificateHeader.RFC9440)) {
        rfc9440(out, path);
      }
      if (wanted.contains(CertificateHeader.XFCC)) {
        out.add(XFCC, EnvoyField.value(path.getFirst()));
      }
    }
    return out;
  }

  // RFC 9440 §2.2 and §2.3: the chain begins after the client's own and may leave out the root.
  private static void rfc9440(Fields out, List<Certificate> path) {
    out.add(CLIENT_CERT, byteSequence(path.getFirst()));
    if (path.size() > 2) {
      List<String> chain =
          path.subList(1, path.size() - 1).stream().map(CertificateFields::byteSequence).toList();
      out.add(CLIENT_CERT_CHAIN, String.join(", ", chain));
    }
  }

  /** A byte sequence of structured fields (RFC 8941 §3.3.5). */
  private static String byteSequence(Certificate certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }
}
