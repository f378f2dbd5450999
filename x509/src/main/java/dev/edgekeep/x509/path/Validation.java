package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One validation: the presented certificates, the trust store, the policy, and the remaining
 * budget. The searches for the leaf's path and for the paths of CRL issuers share it. One thread.
 */
final class Validation {
  /** A possible issuer of a certificate. {@code anchor} is null for an intermediate. */
  record Candidate(
      Certificate certificate, TrustStore.@Nullable Anchor anchor, boolean fromTrustStore) {}

  private record Signed(Certificate certificate, SubjectPublicKey key) {}

  final TrustStore trust;
  final ValidationPolicy policy;
  final Budget budget = new Budget();
  final NameConstraintRules nameConstraints;
  final RevocationRules revocation = new RevocationRules(this);
  final List<Certificate> presented;
  // The issuer of the unsigned leaf of a probe, which asks about that issuer.
  private final @Nullable Certificate probed;
  private final Map<Name, List<Certificate>> presentedBySubject = new HashMap<>();
  private final Map<Signed, SignatureResult> signatures = new HashMap<>();

  Validation(List<Certificate> presented, TrustStore trust, ValidationPolicy policy) {
    this(presented, trust, policy, null);
  }

  /** A validation for a leaf that is treated as signed by {@code probed} alone. */
  static Validation probe(
      Certificate leaf, Certificate probed, TrustStore trust, ValidationPolicy policy) {
    return new Validation(List.of(leaf), trust, policy, probed);
  }

  private Validation(
      List<Certificate> presented,
      TrustStore trust,
      ValidationPolicy policy,
      @Nullable Certificate probed) {
    this.probed = probed;
    this.presented = presented.stream().map(trust.validSignatures()::known).toList();
    this.trust = trust;
    this.policy = policy;
    this.nameConstraints = new NameConstraintRules(budget, policy.webPki());
    for (Certificate certificate : new LinkedHashSet<>(this.presented)) {
      presentedBySubject
          .computeIfAbsent(certificate.subject(), name -> new ArrayList<>(1))
          .add(certificate);
    }
  }

  /** All certificates with this subject: anchors first, then the others, most likely first. */
  List<Candidate> named(Name subject) {
    List<Candidate> candidates = new ArrayList<>();
    Set<Certificate> seen = new HashSet<>();
    for (TrustStore.Anchor anchor : trust.anchors(subject)) {
      candidates.add(new Candidate(anchor.certificate(), anchor, true));
      seen.add(anchor.certificate());
    }
    for (TrustStore.Intermediate each : trust.intermediates(subject)) {
      if (seen.add(each.certificate())) {
        candidates.add(new Candidate(each.certificate(), null, true));
      }
    }
    for (Certificate certificate : presentedBySubject.getOrDefault(subject, List.of())) {
      if (seen.add(certificate)) {
        candidates.add(new Candidate(certificate, null, false));
      }
    }
    return candidates;
  }

  /** Possible issuers of this certificate. Key identifiers only decide the order. */
  List<Candidate> issuers(Certificate certificate) {
    List<Candidate> candidates = named(certificate.issuer());
    if (candidates.size() > 1) {
      AuthorityKeyIdentifier authority = certificate.authorityKeyIdentifier();
      Slice key = authority == null ? null : authority.keyIdentifier();
      candidates.sort(
          Comparator.comparingInt((Candidate each) -> each.anchor() == null ? 1 : 0)
              .thenComparingInt(each -> keyDistance(key, each.certificate()))
              .thenComparingInt(
                  each -> CommonRules.isValidAt(each.certificate(), policy.at()) ? 0 : 1)
              .thenComparing(each -> each.certificate().notAfter(), Comparator.reverseOrder()));
    }
    return candidates;
  }

  private static int keyDistance(@Nullable Slice wanted, Certificate candidate) {
    Slice found = candidate.subjectKeyIdentifier();
    if (wanted == null || found == null) {
      return 1;
    }
    return wanted.equals(found) ? 0 : 2;
  }

  /**
   * Returns whether the key of {@code issuer} signed {@code certificate}. Checked once for each
   * pair.
   */
  SignatureResult signature(Certificate certificate, Candidate issuer) {
    if (probed != null && certificate.equals(presented.getFirst())) {
      return issuer.certificate().equals(probed) ? SignatureResult.VALID : SignatureResult.INVALID;
    }
    SubjectPublicKey key = keyOf(issuer.certificate());
    boolean shared = issuer.fromTrustStore() && !certificate.equals(presented.getFirst());
    if (shared && trust.validSignatures().contains(certificate, key)) {
      return SignatureResult.VALID;
    }
    Signed pair = new Signed(certificate, key);
    SignatureResult result = signatures.get(pair);
    if (result == null) {
      budget.signature(key);
      result =
          SignatureCheck.check(
              certificate.signatureAlgorithm(),
              certificate.toBeSigned(),
              certificate.signature(),
              key);
      signatures.put(pair, result);
      if (shared && result == SignatureResult.VALID) {
        trust.validSignatures().add(certificate, key);
      }
    }
    return result;
  }

  /** Returns whether this is a probe of an issuer, with an unsigned leaf. */
  boolean isProbe() {
    return probed != null;
  }

  /**
   * The key of an issuer. A DSA key may inherit parameters from the issuer's own issuer (RFC 3279
   * §2.3.2), which is found by name.
   */
  SubjectPublicKey keyOf(Certificate issuer) {
    SubjectPublicKey key = issuer.subjectPublicKey();
    if (!key.leavesParametersToIssuer()) {
      return key;
    }
    for (Candidate parent : named(issuer.issuer())) {
      SubjectPublicKey parentKey = parent.certificate().subjectPublicKey();
      if (parentKey.type() == KeyAlgorithm.DSA && !parentKey.algorithm().hasNoParameters()) {
        return key.withAlgorithm(parentKey.algorithm());
      }
    }
    return key;
  }

  /** The subjects above {@code start} from which a chain of names leads to an anchor. */
  Set<Name> namesReachingAnAnchor(Certificate start) {
    Map<Name, List<Name>> below = new HashMap<>();
    List<Name> open = new ArrayList<>(List.of(start.issuer()));
    Set<Name> seen = new HashSet<>(open);
    List<Name> reaching = new ArrayList<>();
    while (!open.isEmpty()) {
      Name name = open.removeLast();
      for (Candidate candidate : named(name)) {
        budget.step();
        Name parent = candidate.certificate().issuer();
        if (candidate.anchor() != null) {
          reaching.add(name);
        } else {
          below.computeIfAbsent(parent, key -> new ArrayList<>()).add(name);
          if (seen.add(parent)) {
            open.add(parent);
          }
        }
      }
    }
    Set<Name> result = new HashSet<>();
    while (!reaching.isEmpty()) {
      Name name = reaching.removeLast();
      if (result.add(name)) {
        reaching.addAll(below.getOrDefault(name, List.of()));
      }
    }
    return result;
  }
}
