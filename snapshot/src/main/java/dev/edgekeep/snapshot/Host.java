package dev.edgekeep.snapshot;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host and all that the edge enforces for it.
 *
 * @param certificates in order of preference; at least one, at most one for each kind of key
 */
public record Host(
    HostPattern name,
    List<ServerCertificate> certificates,
    ClientAuth clientAuth,
    TlsPolicy tls,
    HttpsPolicy https,
    ForwardPolicy forward,
    ExchangePolicy exchange,
    Origin origin) {
  public Host {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("host %s has no certificate".formatted(name));
    }
    if (certificates.size() > 1) {
      checkKinds(name, certificates);
    }
  }

  /** A host with {@link ExchangePolicy#DEFAULT}. */
  public Host(
      HostPattern name,
      List<ServerCertificate> certificates,
      ClientAuth clientAuth,
      TlsPolicy tls,
      HttpsPolicy https,
      ForwardPolicy forward,
      Origin origin) {
    this(name, certificates, clientAuth, tls, https, forward, ExchangePolicy.DEFAULT, origin);
  }

  /** The same host with other settings of its exchanges. */
  public Host withExchange(ExchangePolicy other) {
    return new Host(name, certificates, clientAuth, tls, https, forward, other, origin);
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
