package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.time.Instant;

/** The status of a certificate (RFC 6960 §4.2.1). */
public sealed interface CertificateStatus {
  /** The certificate was issued, and is not revoked. It may have expired. */
  record Good() implements CertificateStatus {}

  /** The certificate is revoked since this time. */
  record Revoked(Instant at, RevocationReason reason) implements CertificateStatus {}

  /** The certificate is unknown here. */
  record Unknown() implements CertificateStatus {}

  /** The encoding of the choice. */
  default byte[] encoded() {
    return switch (this) {
      case Good _ -> DerWriter.element(Tag.context(0));
      case Revoked(Instant at, RevocationReason reason) -> {
        byte[] time = DerWriter.generalizedTime(at.getEpochSecond());
        byte[] code = DerWriter.element(Tag.ENUMERATED, new byte[] {(byte) reason.code()});
        // As in lists, no reason instead of unspecified (RFC 5280 §5.3.1).
        boolean given = reason != RevocationReason.UNSPECIFIED;
        byte[] why = given ? DerWriter.explicit(0, code) : new byte[0];
        yield DerWriter.element(Tag.contextConstructed(1), time, why);
      }
      case Unknown _ -> DerWriter.element(Tag.context(2));
    };
  }
}
