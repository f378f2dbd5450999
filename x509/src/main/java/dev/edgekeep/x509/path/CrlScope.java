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

/** Whether a list is about a certificate, by a distribution point (RFC 5280 §6.3.3 (b)). */
final class CrlScope {
  private CrlScope() {}

  static boolean covers(DistributionPoint point, RevocationList list, Certificate certificate) {
    IssuingDistributionPoint scope = list.scope();
    if (!point.crlIssuer().isEmpty() && !scope.indirect()) {
      return false;
    }
    boolean kind = certificate.isCa() ? !scope.onlyUser() : !scope.onlyCa();
    return kind && !scope.onlyAttribute() && namesMeet(point, list, certificate);
  }

  private static boolean namesMeet(
      DistributionPoint point, RevocationList list, Certificate certificate) {
    PointName listed = list.scope().name();
    if (listed == null) {
      return true;
    }
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
