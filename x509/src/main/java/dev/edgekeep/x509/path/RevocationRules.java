package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.crl.RevokedEntry;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether certificates of a path are revoked (RFC 5280 §6.3). Where a CA has lists, every
 * certificate below its anchor needs current ones that cover all reasons.
 */
final class RevocationRules {
  private final Session session;
  private final CrlSigners signers;
  // Certificates whose status is being found.
  private final Set<Certificate> open = new HashSet<>();

  RevocationRules(Session session) {
    this.session = session;
    this.signers = new CrlSigners(session, open);
  }

  /**
   * Checks a whole path.
   *
   * @param path leaf first, anchor last
   * @param validity narrowed to the time that the lists used are current
   */
  @Nullable Problem check(List<Certificate> path, TrustStore.Anchor anchor, Validity validity) {
    Certificate listed = session.trust.revokedOn(path, anchor.ca());
    if (listed != null) {
      return revoked(listed, "its serial number is listed as revoked");
    }
    if (anchor.ca().crls().isEmpty()) {
      return null;
    }
    for (int i = path.size() - 2; i >= 0; i--) {
      Problem problem = status(path.get(i), path, anchor, validity);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static Problem revoked(Certificate certificate, String how) {
    return new Problem(
        Verdict.REVOKED,
        certificate,
        String.format(
            "%s, serial number %s, is revoked: %s",
            Sentences.subject(certificate), certificate.serialNumber(), how));
  }

  private @Nullable Problem status(
      Certificate certificate,
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity) {
    boolean first = open.add(certificate);
    try {
      return new Status(certificate, path, anchor, validity).run();
    } finally {
      if (first) {
        open.remove(certificate);
      }
    }
  }

  private static Problem unknown(Certificate certificate, String why) {
    return new Problem(
        Verdict.REVOCATION_UNKNOWN,
        certificate,
        String.format(
            "revocation is checked for this CA, and no list tells about %s, issued by %s: %s",
            Sentences.subject(certificate), Sentences.issuer(certificate), why));
  }

  /** The state of §6.3.2 for one certificate. */
  private final class Status {
    private final Certificate certificate;
    private final List<Certificate> path;
    private final TrustStore.Anchor anchor;
    private final Validity validity;
    private final CrlPool pool;
    private int covered;
    private @Nullable Problem revoked;
    private String why = "add its issuer's current list to the CA";

    Status(
        Certificate certificate,
        List<Certificate> path,
        TrustStore.Anchor anchor,
        Validity validity) {
      this.certificate = certificate;
      this.path = path;
      this.anchor = anchor;
      this.validity = validity;
      this.pool = session.trust.crls(anchor.ca());
    }

    @Nullable Problem run() {
      for (DistributionPoint point : points()) {
        for (Name issuer : listIssuers(point)) {
          for (RevocationList list : pool.complete(issuer)) {
            session.budget.step();
            consider(point, list);
            if (revoked != null) {
              return revoked;
            }
            if (covered == DistributionPoint.ALL_REASONS) {
              return null;
            }
          }
        }
      }
      return unknown(certificate, why);
    }

    /** The certificate's own points, then lists of its issuer that no point names (§6.3.3). */
    private List<DistributionPoint> points() {
      List<DistributionPoint> points = new ArrayList<>(certificate.crlDistributionPoints());
      GeneralName issuer = new GeneralName.Directory(certificate.issuer());
      points.add(
          new DistributionPoint(
              new DistributionPoint.PointName.Full(List.of(issuer)),
              DistributionPoint.ALL_REASONS,
              List.of()));
      return points;
    }

    private List<Name> listIssuers(DistributionPoint point) {
      if (point.crlIssuer().isEmpty()) {
        return List.of(certificate.issuer());
      }
      List<Name> names = new ArrayList<>();
      for (GeneralName name : point.crlIssuer()) {
        if (name instanceof GeneralName.Directory(Name directory)) {
          names.add(directory);
        }
      }
      return names;
    }

    /** §6.3.3 (a) to (l) for one complete list. */
    private void consider(DistributionPoint point, RevocationList list) {
      int reasons = point.reasons() & list.scope().reasons();
      boolean inScope = CrlScope.covers(point, list, certificate) && (reasons & ~covered) != 0;
      if (!inScope
          || !isUsable(list)
          || !signers.signed(list, path, certificate, anchor, validity)) {
        return;
      }
      RevocationList delta = delta(list);
      RevokedEntry entry = find(list);
      if (delta != null) {
        RevokedEntry change = find(delta);
        entry = change == null ? entry : change;
        narrow(delta);
      }
      narrow(list);
      if (entry != null && entry.reason() != RevokedEntry.REMOVE_FROM_CRL) {
        revoked =
            revoked(
                certificate,
                String.format(
                    "the list of %s has it since %s (%s)",
                    Sentences.name(list.issuer()), entry.date(), entry.reasonName()));
      }
      covered |= reasons;
    }

    private void narrow(RevocationList list) {
      Instant end = Objects.requireNonNullElse(list.nextUpdate(), Instant.MAX);
      validity.narrow(list.thisUpdate(), end);
    }

    private @Nullable RevokedEntry find(RevocationList list) {
      return list.find(certificate.issuer(), certificate.serialOctets());
    }

    private boolean isUsable(RevocationList list) {
      Instant at = session.policy.at();
      Instant next = list.nextUpdate();
      String name = "the list of " + Sentences.name(list.issuer());
      if (next == null) {
        why = name + " does not say when the next one is due";
      } else if (at.getEpochSecond() > next.getEpochSecond()) {
        why = name + " was due for renewal at " + Sentences.when(next, at) + "; get the new one";
      } else if (at.getEpochSecond() < list.thisUpdate().getEpochSecond()) {
        why = name + " is from the future: " + list.thisUpdate() + "; look at the clocks";
      } else if (list.unknownCriticalExtension() != null) {
        why =
            name
                + " has a critical extension that is not understood: "
                + list.unknownCriticalExtension();
      } else if (session.policy.webPki() && !hasProperNumber(list)) {
        why = name + " has no CRL number, or a critical one (RFC 5280 §5.2.3)";
      } else {
        return true;
      }
      return false;
    }

    private static boolean hasProperNumber(RevocationList list) {
      Extension number = list.extension(Extension.CRL_NUMBER);
      return number != null && !number.critical();
    }

    /** The newest usable delta for a complete list: same issuer, scope and key (§5.2.4). */
    private @Nullable RevocationList delta(RevocationList list) {
      BigInteger number = list.number();
      RevocationList newest = null;
      if (number == null) {
        return null;
      }
      for (RevocationList delta : pool.deltas(list.issuer())) {
        BigInteger own = delta.number();
        BigInteger base = delta.baseNumber();
        boolean fits =
            own != null
                && base != null
                && base.compareTo(number) <= 0
                && own.compareTo(number) >= 0
                && delta.scope().equals(list.scope())
                && sameKey(delta, list)
                && isUsable(delta);
        boolean newer =
            newest == null
                || (own != null && newest.number() != null && own.compareTo(newest.number()) > 0);
        if (fits && newer && signers.signed(delta, path, certificate, anchor, validity)) {
          newest = delta;
        }
      }
      return newest;
    }

    private static boolean sameKey(RevocationList a, RevocationList b) {
      AuthorityKeyIdentifier first = a.authorityKeyIdentifier();
      AuthorityKeyIdentifier second = b.authorityKeyIdentifier();
      return first == null
          || second == null
          || Objects.equals(first.keyIdentifier(), second.keyIdentifier());
    }
  }
}
