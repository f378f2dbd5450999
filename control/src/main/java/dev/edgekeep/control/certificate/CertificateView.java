package dev.edgekeep.control.certificate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server certificate as the API shows it: never its key. Members from the chain are null when it
 * cannot be read.
 *
 * @param names the host names that it is for
 * @param keyServer the key server that has the key; null: the control plane
 * @param warnings about what was repaired at the upload, and ends soon; null when there are none
 * @param chain PEM; null in lists
 * @param hosts that use it; null in lists
 */
record CertificateView(
    String id,
    String name,
    List<String> names,
    String keyType,
    @Nullable String keyServer,
    @JsonUnwrapped @Nullable Leaf leaf,
    Instant createdAt,
    @Nullable List<String> warnings,
    @Nullable String chain,
    @Nullable List<String> hosts) {

  /** The members that the certificate itself tells. */
  record Leaf(
      String subject,
      String issuer,
      String serial,
      String fingerprint,
      Instant notBefore,
      Instant notAfter) {
    private static Leaf of(Certificate certificate) {
      return new Leaf(
          certificate.subject().toString(),
          certificate.issuer().toString(),
          certificate.serialNumber().toString(),
          certificate.sha256().toString(),
          certificate.notBefore(),
          certificate.notAfter());
    }
  }

  /** The view for lists and audit records. */
  static CertificateView of(CertificateRecord record, Instant now) {
    return of(record, now, List.of(), null, null);
  }

  /** The view for an answer about this certificate. */
  static CertificateView whole(
      CertificateRecord record, Instant now, List<String> notices, List<String> hosts) {
    String chain = record.chain().isEmpty() ? null : PemFiles.text(record.chain());
    return of(record, now, notices, chain, hosts);
  }

  private static CertificateView of(
      CertificateRecord record,
      Instant now,
      List<String> notices,
      @Nullable String chain,
      @Nullable List<String> hosts) {
    Certificate leaf = record.leaf();
    List<String> warnings = new ArrayList<>(notices);
    String expiry = leaf == null ? null : Expiry.warning(record.chain(), now);
    if (expiry != null && !warnings.contains(expiry)) {
      warnings.add(expiry);
    }
    return new CertificateView(
        record.id(),
        record.name(),
        record.names(),
        record.keyType(),
        record.keyServer(),
        leaf == null ? null : Leaf.of(leaf),
        record.createdAt(),
        warnings.isEmpty() ? null : warnings,
        chain,
        hosts);
  }
}
