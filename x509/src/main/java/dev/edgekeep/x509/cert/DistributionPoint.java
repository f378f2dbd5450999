package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The location of a certificate's revocation list (RFC 5280 §4.2.1.13).
 *
 * @param name null if the point has no name
 * @param reasons the named bits of ReasonFlags; {@link #ALL_REASONS} if absent
 * @param crlIssuer empty if the certificate's issuer issues the list
 */
public record DistributionPoint(
    @Nullable PointName name, int reasons, List<GeneralName> crlIssuer) {
  /** All reasons except the unused bit 0. */
  public static final int ALL_REASONS = 0x1fe;

  /** {@code DistributionPointName}: full names, or a name relative to the CRL issuer's name. */
  public sealed interface PointName {
    /** Alternative names of the point. */
    record Full(List<GeneralName> names) implements PointName {}

    /** An RDN (the content of its SET) to append to the CRL issuer's name. */
    record Relative(Slice rdn) implements PointName {}

    /** Reads the content of an explicit [0]. */
    static PointName read(DerReader in, String what) {
      PointName name =
          in.nextIs(Tag.contextConstructed(0))
              ? new Full(GeneralName.readAll(in.enter(Tag.contextConstructed(0), what), what))
              : relative(in, what);
      in.end(what);
      return name;
    }

    private static Relative relative(DerReader in, String what) {
      Slice rdn = in.content(Tag.contextConstructed(1), what);
      Name.checkRdn(rdn.reader(), what);
      return new Relative(rdn);
    }
  }

  /** Reads {@code CRLDistributionPoints}. */
  static List<DistributionPoint> readAll(DerReader in, String what) {
    DerReader sequence = in.sequence(what);
    List<DistributionPoint> points = new ArrayList<>(1);
    do {
      points.add(readOne(sequence.sequence(what), what));
    } while (sequence.hasMore());
    return List.copyOf(points);
  }

  private static DistributionPoint readOne(DerReader in, String what) {
    PointName name = null;
    int reasons = ALL_REASONS;
    List<GeneralName> issuer = List.of();
    if (in.nextIs(Tag.contextConstructed(0))) {
      name = PointName.read(in.enter(Tag.contextConstructed(0), what), what);
    }
    if (in.nextIs(Tag.context(1))) {
      reasons = in.namedBits(Tag.context(1), what + " reasons") & ALL_REASONS;
    }
    if (in.nextIs(Tag.contextConstructed(2))) {
      issuer = GeneralName.readAll(in.enter(Tag.contextConstructed(2), what), what + " cRLIssuer");
    }
    in.end(what);
    return new DistributionPoint(name, reasons, issuer);
  }
}
