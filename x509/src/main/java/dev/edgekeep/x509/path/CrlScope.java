package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.cert.DistributionPoint.PointName;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.crl.IssuingDistributionPoint;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the scope of a list with a certificate and a distribution point (RFC 5280 §6.3.3 (b)).
 */
final class CrlScope {
  private CrlScope() {}

  /** The reason why the list does not cover the certificate; null if it does. */
  static @Nullable String mismatch(
      DistributionPoint point, RevocationList list, Certificate certificate) {
    IssuingDistributionPoint scope = list.scope();
    if (scope.onlyAttribute()) {
      return "is for attribute certificates only";
    }
    if (certificate.isCa() && scope.onlyUser()) {
      return "is for certificates that are not CAs only";
    }
    if (!certificate.isCa() && scope.onlyCa()) {
      return "is for CA certificates only";
    }
    if (!point.crlIssuer().isEmpty() && !scope.indirect()) {
      return "is not indirect, although the certificate names another issuer for its lists";
    }
    PointName listed = scope.name();
    return listed == null || namesMeet(point, listed, list, certificate)
        ? null
        : "is for certificates with the distribution point "
            + shown(names(listed, list.issuer()))
            + " only";
  }

  private static String shown(List<GeneralName> names) {
    return names.stream().limit(3).map(GeneralName::toString).collect(Collectors.joining(", "));
  }

  private static boolean namesMeet(
      DistributionPoint point, PointName listed, RevocationList list, Certificate certificate) {
    List<GeneralName> ofList = names(listed, list.issuer());
    PointName own = point.name();
    if (own == null) {
      return !Collections.disjoint(ofList, point.crlIssuer());
    }
    Name base = certificate.issuer();
    for (GeneralName issuer : point.crlIssuer()) {
      if (issuer instanceof GeneralName.Directory(Name directory)) {
        base = directory;
      }
    }
    return !Collections.disjoint(ofList, names(own, base));
  }

  private static List<GeneralName> names(PointName name, Name issuer) {
    return switch (name) {
      case PointName.Full(List<GeneralName> names) -> names;
      case PointName.Relative(var rdn) -> List.of(new GeneralName.Directory(issuer.withRdn(rdn)));
    };
  }
}
