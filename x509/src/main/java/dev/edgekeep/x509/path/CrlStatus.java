package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.crl.RevokedEntry;
import dev.edgekeep.x509.path.CurrentLists.Signed;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of one certificate by the lists of one CA (RFC 5280 §6.3.3). Every list in force is
 * checked, and a certificate on any of them is revoked. One thread.
 */
final class CrlStatus {
  /** The check at which a list became unusable. The furthest one is the reported reason. */
  private enum Obstacle {
    NONE_THERE,
    ONLY_DELTA,
    SCOPE,
    SIGNATURE,
    TIME_OR_FORM,
    REASONS
  }

  private final Validation validation;
  private final CrlSigners signers;
  private final CrlPool pool;
  private final Certificate certificate;
  private final List<Certificate> path;
  private final TrustStore.Anchor anchor;
  private final Validity validity;
  private int covered;
  private @Nullable String revoked;
  private Obstacle obstacle = Obstacle.NONE_THERE;
  private String why;

  /**
   * @param path leaf first, anchor last; contains the certificate
   * @param validity narrowed to the time for which the result is valid
   */
  CrlStatus(
      Validation validation,
      CrlSigners signers,
      CrlPool pool,
      Certificate certificate,
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity) {
    this.validation = validation;
    this.signers = signers;
    this.pool = pool;
    this.certificate = certificate;
    this.path = path;
    this.anchor = anchor;
    this.validity = validity;
    this.why =
        "there is no list of "
            + Sentences.issuer(certificate)
            + "; add its issuer's current list to the CA";
  }

  /** Determines the status, which the other methods return. */
  CrlStatus find() {
    for (Signed each : CurrentLists.of(signed(inScope()))) {
      consider(each);
    }
    return this;
  }

  /** The list and time of the revocation; null if the certificate is on no list. */
  @Nullable String revoked() {
    return revoked;
  }

  /** The reason why the lists do not determine the status; null if they do. */
  @Nullable String unknown() {
    return covered == DistributionPoint.ALL_REASONS ? null : why;
  }

  private void note(Obstacle which, String sentence) {
    if (which.compareTo(obstacle) >= 0) {
      obstacle = which;
      why = sentence;
    }
  }

  private static String named(RevocationList list) {
    return "the list of " + Sentences.name(list.issuer());
  }

  /**
   * §6.3.3 (b): the complete lists that cover this certificate, with the reasons that each covers.
   */
  private Map<RevocationList, Integer> inScope() {
    Map<RevocationList, Integer> result = new LinkedHashMap<>();
    for (DistributionPoint point : points()) {
      for (Name issuer : listIssuers(point)) {
        for (RevocationList list : pool.complete(issuer)) {
          validation.budget.step();
          String mismatch = CrlScope.mismatch(point, list, certificate);
          if (mismatch == null) {
            result.merge(list, point.reasons() & list.scope().reasons(), (a, b) -> a | b);
          } else {
            note(
                Obstacle.SCOPE,
                named(list) + " " + mismatch + "; add the one that covers this certificate");
          }
        }
        if (pool.complete(issuer).isEmpty() && !pool.deltas(issuer).isEmpty()) {
          note(
              Obstacle.ONLY_DELTA,
              "there is only a delta list of "
                  + Sentences.name(issuer)
                  + ", which amends a complete one; add the complete list");
        }
      }
    }
    return result;
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

  /** §6.3.3 (f), (g): lists that have begun and whose signature is valid. */
  private List<Signed> signed(Map<RevocationList, Integer> lists) {
    List<Signed> result = new ArrayList<>();
    lists.forEach((list, reasons) -> {
      if (!hasBegun(list)) {
        return;
      }
      SubjectPublicKey key = signers.signer(list, path, certificate, anchor, validity);
      if (key != null) {
        result.add(new Signed(list, key, reasons));
      } else if (signers.isForbidden(list)) {
        note(
            Obstacle.SIGNATURE,
            named(list) + " is signed by a CA whose key usage does not allow cRLSign");
      } else {
        note(
            Obstacle.SIGNATURE,
            named(list) + " is not signed by it, or not by a CA that is trusted here");
      }
    });
    return result;
  }

  /** A list that begins later may change the result then. */
  private boolean hasBegun(RevocationList list) {
    if (validation.policy.at().getEpochSecond() >= list.thisUpdate().getEpochSecond()) {
      return true;
    }
    validity.narrow(Instant.MIN, list.thisUpdate().minusSeconds(1));
    note(
        Obstacle.TIME_OR_FORM,
        named(list) + " is from the future: " + list.thisUpdate() + "; check the clocks");
    return false;
  }

  /** §6.3.3 (a) and (h) to (l) for one list in force. */
  private void consider(Signed signed) {
    RevocationList list = signed.list();
    String unusable = unusable(list);
    if (unusable != null) {
      note(Obstacle.TIME_OR_FORM, named(list) + " " + unusable);
      if (list.unknownCriticalExtension() == null) {
        // An expired list can no longer show that a certificate is good, but its revocations
        // remain.
        noteRevoked(list, find(list));
      }
      return;
    }
    List<Signed> deltas = deltas(signed);
    deltas.forEach(delta -> narrow(delta.list()));
    narrow(list);
    noteRevoked(list, amended(find(list), deltas));
    covered |= signed.reasons();
    note(
        Obstacle.REASONS,
        "its lists cover some reasons for revocation only; add those of the rest");
  }

  /**
   * The entry after applying the deltas: a revocation in any delta applies, otherwise a removal.
   */
  private @Nullable RevokedEntry amended(@Nullable RevokedEntry entry, List<Signed> deltas) {
    RevokedEntry result = entry;
    boolean decided = false;
    for (Signed delta : deltas) {
      RevokedEntry change = find(delta.list());
      if (change != null && (!decided || isRevocation(change))) {
        result = change;
        decided = true;
      }
    }
    return result;
  }

  private static boolean isRevocation(@Nullable RevokedEntry entry) {
    return entry != null && entry.reason() != RevokedEntry.REMOVE_FROM_CRL;
  }

  private void noteRevoked(RevocationList list, @Nullable RevokedEntry entry) {
    if (revoked == null && entry != null && isRevocation(entry)) {
      revoked =
          String.format("%s has it since %s (%s)", named(list), entry.date(), entry.reasonName());
    }
  }

  private void narrow(RevocationList list) {
    Instant end = Objects.requireNonNullElse(list.nextUpdate(), Instant.MAX);
    validity.narrow(list.thisUpdate(), end);
  }

  private @Nullable RevokedEntry find(RevocationList list) {
    return list.find(certificate.issuer(), certificate.serialOctets());
  }

  /**
   * The reason why a list that has begun cannot show that a certificate is good; null if it can.
   */
  private @Nullable String unusable(RevocationList list) {
    Instant at = validation.policy.at();
    Instant next = list.nextUpdate();
    if (next == null) {
      return "does not say when the next one is due";
    }
    if (at.getEpochSecond() > next.getEpochSecond()) {
      return "was due for renewal at " + Sentences.when(next, at) + "; get the new one";
    }
    if (list.unknownCriticalExtension() != null) {
      return "has an unsupported critical extension: " + list.unknownCriticalExtension();
    }
    return validation.policy.webPki() && !hasProperNumber(list)
        ? "has no CRL number, or a critical one (RFC 5280 §5.2.3)"
        : null;
  }

  private static boolean hasProperNumber(RevocationList list) {
    Extension number = list.extension(Extension.CRL_NUMBER);
    return number != null && !number.critical();
  }

  /** The usable deltas in force for a complete list with their issuer, scope and key (§5.2.4). */
  private List<Signed> deltas(Signed complete) {
    List<Signed> fitting = new ArrayList<>();
    for (RevocationList delta : pool.deltas(complete.list().issuer())) {
      validation.budget.step();
      if (amends(delta, complete.list())
          && hasBegun(delta)
          && unusable(delta) == null
          && signers.isSignedBy(delta, complete.key())) {
        fitting.add(new Signed(delta, complete.key(), complete.reasons()));
      }
    }
    return CurrentLists.of(fitting);
  }

  private static boolean amends(RevocationList delta, RevocationList list) {
    BigInteger number = list.number();
    BigInteger own = delta.number();
    BigInteger base = delta.baseNumber();
    return number != null
        && own != null
        && base != null
        && base.compareTo(number) <= 0
        && own.compareTo(number) >= 0
        && delta.scope().equals(list.scope());
  }
}
