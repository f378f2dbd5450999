package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.AuthorityAccess;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.cert.GeneralName;
import java.util.ArrayList;
import java.util.List;

/**
 * The places where certificates say that their revocation status can be asked for. Immutable.
 *
 * @param lists URIs of revocation lists, of all distribution points
 * @param responders URIs of OCSP responders
 */
public record RevocationSources(List<String> lists, List<String> responders) {
  public RevocationSources {
    lists = List.copyOf(lists);
    responders = List.copyOf(responders);
  }

  /** The places that one certificate names. */
  public static RevocationSources of(Certificate certificate) {
    return of(List.of(certificate));
  }

  /** The places that any of some certificates names. */
  public static RevocationSources of(List<Certificate> certificates) {
    List<String> lists = new ArrayList<>();
    List<String> responders = new ArrayList<>();
    for (Certificate certificate : certificates) {
      for (DistributionPoint point : certificate.crlDistributionPoints()) {
        if (point.name() instanceof DistributionPoint.PointName.Full(List<GeneralName> names)) {
          names.forEach(name -> {
            if (name instanceof GeneralName.Uri(String uri)) {
              lists.add(uri);
            }
          });
        }
      }
      responders.addAll(AuthorityAccess.ocspResponders(certificate));
    }
    return new RevocationSources(
        lists.stream().distinct().toList(), responders.stream().distinct().toList());
  }

  public boolean isEmpty() {
    return lists.isEmpty() && responders.isEmpty();
  }
}
