package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CA that client certificates are verified against: roots (self-issued certificates), and
 * intermediates that clients may leave out. Single serial numbers that it revoked are no part of
 * it: they are in {@link Snapshot#revokedSerials()}, as they change often and nothing else with
 * them.
 *
 * @param crls when not empty, every certificate of a path needs a current list
 * @param remote revocation status that edge nodes obtain from elsewhere
 * @param scope which of its certificates are accepted; null: all
 */
public record ClientCa(
    String name,
    List<Certificate> certificates,
    List<RevocationList> crls,
    RemoteRevocation remote,
    @Nullable SiteScope scope) {
  public ClientCa {
    certificates = List.copyOf(certificates);
    crls = List.copyOf(crls);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("client CA %s has no certificate".formatted(name));
    }
  }

  /** A client CA whose revocations are in the snapshot. */
  public ClientCa(
      String name,
      List<Certificate> certificates,
      List<RevocationList> crls,
      @Nullable SiteScope scope) {
    this(name, certificates, crls, RemoteRevocation.NONE, scope);
  }

  /** A client CA all of whose certificates are accepted. */
  public ClientCa(String name, List<Certificate> certificates, List<RevocationList> crls) {
    this(name, certificates, crls, null);
  }

  /** The same CA, whose revocation status edge nodes obtain from elsewhere, too. */
  public ClientCa withRemote(RemoteRevocation other) {
    return new ClientCa(name, certificates, crls, other, scope);
  }

  /** The same CA as the hosts of one site trust it. */
  public ClientCa within(SiteScope site) {
    return new ClientCa(name, certificates, crls, remote, site);
  }
}
