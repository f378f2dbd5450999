package dev.edgekeep.x509.crl;

import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a list (RFC 5280 §5.2.5).
 *
 * @param name the distribution point, or null for any
 * @param onlyUser only certificates of subjects that are not CAs
 * @param onlyCa only certificates of CAs
 * @param reasons the covered reasons, as named bits
 * @param indirect whether entries may be for certificates of other issuers
 * @param onlyAttribute only attribute certificates
 */
public record IssuingDistributionPoint(
    DistributionPoint.@Nullable PointName name,
    boolean onlyUser,
    boolean onlyCa,
    int reasons,
    boolean indirect,
    boolean onlyAttribute) {
  /** The scope of a list without this extension. */
  public static final IssuingDistributionPoint EVERYTHING =
      new IssuingDistributionPoint(null, false, false, DistributionPoint.ALL_REASONS, false, false);

  static IssuingDistributionPoint read(DerReader in) {
    DerReader sequence = in.sequence("issuingDistributionPoint");
    DistributionPoint.PointName name = null;
    if (sequence.nextIs(Tag.contextConstructed(0))) {
      name =
          DistributionPoint.PointName.read(
              sequence.enter(Tag.contextConstructed(0), "distributionPoint"), "distributionPoint");
    }
    boolean onlyUser = flag(sequence, 1);
    boolean onlyCa = flag(sequence, 2);
    int reasons = DistributionPoint.ALL_REASONS;
    if (sequence.nextIs(Tag.context(3))) {
      reasons &= sequence.namedBits(Tag.context(3), "onlySomeReasons");
    }
    boolean indirect = flag(sequence, 4);
    boolean onlyAttribute = flag(sequence, 5);
    sequence.end("issuingDistributionPoint");
    return new IssuingDistributionPoint(name, onlyUser, onlyCa, reasons, indirect, onlyAttribute);
  }

  private static boolean flag(DerReader in, int n) {
    if (!in.nextIs(Tag.context(n))) {
      return false;
    }
    var content = in.content(Tag.context(n), "issuingDistributionPoint flag");
    // An explicit default value is not DER, but unambiguous and in use.
    if (content.length() != 1 || (content.at(0) != 0xff && content.at(0) != 0)) {
      throw in.fail("issuingDistributionPoint flag is not a DER BOOLEAN");
    }
    return content.at(0) != 0;
  }
}
