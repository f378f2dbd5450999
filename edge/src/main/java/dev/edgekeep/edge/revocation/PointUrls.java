package dev.edgekeep.edge.revocation;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.DistributionPoint;
import dev.edgekeep.x509.cert.GeneralName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The URLs of the lists that certificates name (RFC 5280 §4.2.1.13). */
final class PointUrls {
  private static final int MAX_OF_CERTIFICATE = 8;

  private PointUrls() {}

  /**
   * The first HTTP URL of each distribution point; several URLs of one point are for the same list.
   * Self-issued certificates are left out: no list covers a root.
   */
  static Set<HttpUrl> of(List<Certificate> certificates) {
    Set<HttpUrl> urls = new LinkedHashSet<>();
    for (Certificate certificate : certificates) {
      if (!certificate.isSelfIssued()) {
        certificate.crlDistributionPoints().stream()
            .limit(MAX_OF_CERTIFICATE)
            .forEach(point -> {
              HttpUrl url = url(point);
              if (url != null) {
                urls.add(url);
              }
            });
      }
    }
    return urls;
  }

  private static @Nullable HttpUrl url(DistributionPoint point) {
    if (point.name() instanceof DistributionPoint.PointName.Full(List<GeneralName> names)) {
      for (GeneralName name : names) {
        HttpUrl url = name instanceof GeneralName.Uri(String uri) ? HttpUrl.parseOrNull(uri) : null;
        if (url != null) {
          return url;
        }
      }
    }
    return null;
  }
}
