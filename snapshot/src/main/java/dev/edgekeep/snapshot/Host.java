package dev.edgekeep.snapshot;

import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.path.PathPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host and all that the edge enforces for it.
 *
 * @param certificates in order of preference; at least one, at most one for each kind of key
 * @param origin of the paths that have no route
 * @param routes in the order in which they are matched
 */
public record Host(
    HostPattern name,
    List<ServerCertificate> certificates,
    ClientAuth clientAuth,
    TlsPolicy tls,
    HttpsPolicy https,
    ForwardPolicy forward,
    ExchangePolicy exchange,
    Origin origin,
    List<Route> routes) {
  public Host {
    certificates = List.copyOf(certificates);
    routes = List.copyOf(routes);
    if (!routes.isEmpty()) {
      checkRoutes(name, forward, routes);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("host %s has no certificate".formatted(name));
    }
    if (certificates.size() > 1) {
      checkKinds(name, certificates);
    }
  }

  /** A host with {@link ExchangePolicy#DEFAULT} and without routes. */
  public Host(
      HostPattern name,
      List<ServerCertificate> certificates,
      ClientAuth clientAuth,
      TlsPolicy tls,
      HttpsPolicy https,
      ForwardPolicy forward,
      Origin origin) {
    this(
        name,
        certificates,
        clientAuth,
        tls,
        https,
        forward,
        ExchangePolicy.DEFAULT,
        origin,
        List.of());
  }

  /** The same host with other settings of its exchanges. */
  public Host withExchange(ExchangePolicy other) {
    return new Host(name, certificates, clientAuth, tls, https, forward, other, origin, routes);
  }

  /** The same host with other routes. */
  public Host withRoutes(List<Route> others) {
    return new Host(name, certificates, clientAuth, tls, https, forward, exchange, origin, others);
  }

  private static void checkRoutes(HostPattern name, ForwardPolicy forward, List<Route> routes) {
    Route.COUNT.check("routes", routes.size());
    int expressions = 0;
    for (Route route : routes) {
      expressions += route.path() instanceof PathPattern.Expression ? 1 : 0;
      if (route.isProtected() && forward.ambiguousPaths() == AmbiguousPaths.ALLOW) {
        throw new IllegalArgumentException(
            "host %s has protected routes, and cannot allow ambiguous paths".formatted(name));
      }
    }
    Route.EXPRESSIONS.check("routes with regular expressions", expressions);
  }

  /** Returns whether a key server has the private key of one of its certificates. */
  public boolean usesKeyServer() {
    for (ServerCertificate certificate : certificates) {
      if (certificate.key() instanceof ServerKey.OnKeyServer) {
        return true;
      }
    }
    return false;
  }

  private static void checkKinds(HostPattern name, List<ServerCertificate> certificates) {
    Set<Optional<KeyKind>> kinds = new HashSet<>();
    for (ServerCertificate certificate : certificates) {
      if (!kinds.add(KeyKind.of(certificate.leaf()))) {
        throw new IllegalArgumentException(
            "host %s has two certificates with one kind of key".formatted(name));
      }
    }
  }
}
