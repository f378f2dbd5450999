package dev.edgekeep.snapshot;

import java.util.List;

/**
 * A host and all that the edge enforces for it.
 *
 * @param certificates in order of preference; at least one, at most one for each key algorithm
 */
public record Host(
    HostPattern name,
    List<ServerCertificate> certificates,
    ClientAuth clientAuth,
    TlsPolicy tls,
    HttpsPolicy https,
    ForwardPolicy forward,
    Origin origin) {
  public Host {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("host %s has no certificate".formatted(name));
    }
  }
}
