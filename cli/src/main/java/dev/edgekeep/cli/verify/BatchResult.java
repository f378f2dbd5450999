package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one case.
 *
 * @param detail the reason of a refusal; empty for verified
 */
record BatchResult(String id, Verdict verdict, String detail) {
  boolean isAccepted() {
    return verdict == Verdict.VERIFIED;
  }

  static BatchResult malformed(String id, String detail) {
    return new BatchResult(id, Verdict.MALFORMED, detail);
  }

  /** Decides a case. An unreadable certificate is left out, as if it had not been sent. */
  static BatchResult of(BatchCase batchCase) {
    List<Certificate> presented = new ArrayList<>();
    List<Certificate> anchors = new ArrayList<>();
    StringBuilder unread = new StringBuilder();
    try {
      presented.addAll(certificates(batchCase.leaf()));
      for (String pem : batchCase.intermediates()) {
        addReadable(presented, pem, "an intermediate", unread);
      }
      for (String pem : batchCase.anchors()) {
        addReadable(anchors, pem, "an anchor", unread);
      }
      List<RevocationList> crls = crls(batchCase.crls());
      TrustedCa ca = new TrustedCa("anchors", anchors, List.of(), crls, SerialSet.EMPTY);
      PathResult result =
          PathValidator.validate(presented, TrustStore.of(List.of(ca)), batchCase.policy());
      return switch (result) {
        case PathResult.Verified verified -> new BatchResult(batchCase.id(), Verdict.VERIFIED, "");
        case PathResult.Refused refused ->
            new BatchResult(batchCase.id(), refused.verdict(), refused.sentence() + unread);
      };
    } catch (CertificateFormatException e) {
      return malformed(batchCase.id(), String.valueOf(e.getMessage()));
    }
  }

  private static void addReadable(
      List<Certificate> certificates, String pem, String what, StringBuilder unread) {
    try {
      certificates.addAll(certificates(pem));
    } catch (CertificateFormatException e) {
      unread
          .append(" (")
          .append(what)
          .append(" cannot be read: ")
          .append(e.getMessage())
          .append(')');
    }
  }

  private static List<Certificate> certificates(String pem) throws CertificateFormatException {
    return PemFiles.certificates(pem.getBytes(StandardCharsets.UTF_8));
  }

  /** An unreadable revocation list makes the case malformed: it must not be left out. */
  private static List<RevocationList> crls(List<String> pems) throws CertificateFormatException {
    List<RevocationList> lists = new ArrayList<>();
    for (String pem : pems) {
      lists.addAll(PemFiles.revocationLists(pem.getBytes(StandardCharsets.UTF_8)));
    }
    return lists;
  }
}
