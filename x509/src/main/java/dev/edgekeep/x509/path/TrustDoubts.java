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
 * Reasons why a CA, as it is configured, refuses everybody: for each of its certificates the path
 * validation itself is asked about a certificate that it might issue. Any thread; some signature
 * checks for each certificate.
 */
public final class TrustDoubts {
  private static final int MAX_PROBES = 256;

  /** Verdicts that depend on the leaf, of which a probe knows nothing. */
  private static final Set<Verdict> OF_THE_LEAF =
      Set.of(Verdict.POLICY, Verdict.NAME_NOT_PERMITTED, Verdict.TOO_COMPLEX);

  private TrustDoubts() {}

  /** Warnings about the certificates alone. */
  public static List<String> ofCertificates(TrustedCa ca, Purpose purpose, Instant at) {
    TrustedCa without =
        new TrustedCa(ca.name(), ca.anchors(), ca.intermediates(), List.of(), ca.revokedSerials());
    return told(refusals(without, purpose, at));
  }

  /** Warnings about the lists, and about certificates that are refused for want of one. */
  public static List<String> ofLists(TrustedCa ca, Instant at) {
    if (ca.crls().isEmpty()) {
      return List.of();
    }
    Map<Certificate, String> refusals = refusals(ca, Purpose.CLIENT, at);
    TrustedCa without =
        new TrustedCa(ca.name(), ca.anchors(), ca.intermediates(), List.of(), ca.revokedSerials());
    refusals.keySet().removeAll(refusals(without, Purpose.CLIENT, at).keySet());
    Set<String> doubts = new LinkedHashSet<>();
    ca.crls().forEach(list -> doubts.addAll(ListDoubts.of(list, ca, at)));
    doubts.addAll(told(refusals));
    return List.copyOf(doubts);
  }

  private static List<String> told(Map<Certificate, String> refusals) {
    Map<String, List<Certificate>> byReason =
        refusals.keySet().stream()
            .collect(Collectors.groupingBy(refusals::get, LinkedHashMap::new, Collectors.toList()));
    List<String> result = new ArrayList<>();
    byReason.forEach((reason, issuers) ->
        result.add("what " + subjects(issuers) + " has issued is refused: " + reason));
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

  /** The issuers of which no certificate is accepted, each with the reason. */
  private static Map<Certificate, String> refusals(TrustedCa ca, Purpose purpose, Instant at) {
    TrustStore store = TrustStore.of(List.of(ca));
    ValidationPolicy policy = ValidationPolicy.of(purpose, at);
    Map<Certificate, String> result = new LinkedHashMap<>();
    Stream.concat(ca.anchors().stream(), ca.intermediates().stream())
        .filter(TrustDoubts::isIssuer)
        .limit(MAX_PROBES)
        .forEach(issuer -> {
          String refusal = refusal(issuer, store, policy);
          if (refusal != null) {
            result.put(issuer, refusal);
          }
        });
    return result;
  }

  /** A certificate that is no CA is trusted as it is, or wrong in another way. */
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
