package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.time.Instant;

/** What is said of one certificate (RFC 6960 §4.2.1). */
public sealed interface CertificateStatus {
  /** It was issued, and is not revoked. Whether it has expired is not said. */
  record Good() implements CertificateStatus {}

  /** It is revoked since then. */
  record Revoked(Instant at, RevocationReason reason) implements CertificateStatus {}

  /** Nothing is known of it here. */
  record Unknown() implements CertificateStatus {}

  /** The encoding of the choice. */
  default byte[] encoded() {
    return switch (this) {
      case Good _ -> DerWriter.element(Tag.context(0));
      case Revoked(Instant at, RevocationReason reason) -> {
        byte[] time = DerWriter.generalizedTime(at.getEpochSecond());
        byte[] code = DerWriter.element(Tag.ENUMERATED, new byte[] {(byte) reason.code()});
        // As in lists, no reason rather than unspecified (RFC 5280 §5.3.1).
        boolean given = reason != RevocationReason.UNSPECIFIED;
        byte[] why = given ? DerWriter.explicit(0, code) : new byte[0];
        yield DerWriter.element(Tag.contextConstructed(1), time, why);
      }
      case Unknown _ -> DerWriter.element(Tag.context(2));
    };
  }
}
