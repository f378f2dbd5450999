package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reasons why a CA, as configured, refuses all clients: for each of its certificates, path
 * validation is run for a certificate that it might issue. Any thread; some signature checks for
 * each certificate.
 */
public final class TrustWarnings {
  private static final int MAX_PROBES = 256;

  /** Verdicts about the leaf, which say nothing about the issuer of a probe. */
  private static final Set<Verdict> OF_THE_LEAF =
      Set.of(Verdict.POLICY, Verdict.NAME_NOT_PERMITTED, Verdict.TOO_COMPLEX);

  private TrustWarnings() {}

  /** Warnings about the certificates alone. */
  public static List<String> ofCertificates(TrustedCa ca, Purpose purpose, Instant at) {
    TrustedCa without =
        new TrustedCa(ca.name(), ca.anchors(), ca.intermediates(), List.of(), ca.revokedSerials());
    return warnings(refusals(without, purpose, at));
  }

  /**
   * Warnings about the lists, and about certificates that are refused because a list is missing.
   */
  public static List<String> ofLists(TrustedCa ca, Instant at) {
    if (ca.crls().isEmpty()) {
      return List.of();
    }
    Map<Certificate, String> refusals = refusals(ca, Purpose.CLIENT, at);
    TrustedCa without =
        new TrustedCa(ca.name(), ca.anchors(), ca.intermediates(), List.of(), ca.revokedSerials());
    refusals.keySet().removeAll(refusals(without, Purpose.CLIENT, at).keySet());
    Set<String> warnings = new LinkedHashSet<>();
    ca.crls().forEach(list -> warnings.addAll(RevocationListWarnings.of(list, ca, at)));
    warnings.addAll(warnings(refusals));
    return List.copyOf(warnings);
  }

  private static List<String> warnings(Map<Certificate, String> refusals) {
    Map<String, List<Certificate>> byReason =
        refusals.keySet().stream()
            .collect(Collectors.groupingBy(refusals::get, LinkedHashMap::new, Collectors.toList()));
    List<String> result = new ArrayList<>();
    byReason.forEach((reason, issuers) ->
        result.add("certificates issued by " + subjects(issuers) + " are refused: " + reason));
    return result;
  }

  private static String subjects(List<Certificate> issuers) {
    String shown =
        issuers.stream()
            .limit(3)
            .map(Sentences::subject)
            .distinct()
            .collect(Collectors.joining(" or "));
    return issuers.size() > 3 ? shown + " and others" : shown;
  }

  /** The issuers whose certificates are all refused, each with the reason. */
  private static Map<Certificate, String> refusals(TrustedCa ca, Purpose purpose, Instant at) {
    TrustStore store = TrustStore.of(List.of(ca));
    ValidationPolicy policy = ValidationPolicy.of(purpose, at);
    Map<Certificate, String> result = new LinkedHashMap<>();
    Stream.concat(ca.anchors().stream(), ca.intermediates().stream())
        .filter(TrustWarnings::isIssuer)
        .limit(MAX_PROBES)
        .forEach(issuer -> {
          String refusal = refusal(issuer, store, policy);
          if (refusal != null) {
            result.put(issuer, refusal);
          }
        });
    return result;
  }

  /** A certificate that is not a CA is trusted directly, or has another problem. */
  private static boolean isIssuer(Certificate certificate) {
    return certificate.isCa() || (certificate.version() < 3 && certificate.isSelfIssued());
  }

  private static @Nullable String refusal(
      Certificate issuer, TrustStore store, ValidationPolicy policy) {
    Certificate leaf = ProbeLeaf.of(issuer, policy.at());
    PathResult result = PathValidator.probe(leaf, issuer, store, policy);
    return switch (result) {
      case PathResult.Verified _ -> null;
      case PathResult.Refused refused ->
          OF_THE_LEAF.contains(refused.verdict())
              ? null
              : Objects.equals(leaf, refused.culprit())
                      && refused.verdict() != Verdict.REVOCATION_UNKNOWN
                  ? "no chain of certificates leads from it to a root that is here"
                  : refused.sentence();
    };
  }
}
