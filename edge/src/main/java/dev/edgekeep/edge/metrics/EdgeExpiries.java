package dev.edgekeep.edge.metrics;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.Expiry;
import dev.edgekeep.daemon.metrics.Expiry.Kind;
import dev.edgekeep.edge.ocsp.StapleStatus;
import dev.edgekeep.edge.revocation.ListStatus;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The expiry of a node's snapshot, of the lists that it has fetched, and of its OCSP responses.
 * With 100,000 hosts a look takes some 10 ms. Any thread that may take so long.
 */
public final class EdgeExpiries {
  private final Supplier<Snapshot> inForce;
  private final RevocationView revocation;

  public EdgeExpiries(Supplier<Snapshot> inForce, RevocationView revocation) {
    this.inForce = inForce;
    this.revocation = revocation;
  }

  /** Adds all of them. */
  public void addTo(Expiries expiries) {
    Snapshot snapshot = inForce.get();
    // Hosts share certificates: one counts once, under the name of its first host.
    Set<Certificate> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Host host : snapshot.hosts().values()) {
      for (ServerCertificate certificate : host.certificates()) {
        if (seen.add(certificate.leaf())) {
          chain(expiries, Kind.SERVER_CERTIFICATE, host.name().name(), certificate.chain());
        }
      }
    }
    snapshot.clientCas().values().forEach(ca -> clientCa(expiries, ca));
    snapshot.keyServers().values().forEach(server -> keyServer(expiries, server));
    snapshot.origins().values().forEach(origin -> origin(expiries, origin));
    for (ListStatus status : revocation.lists()) {
      for (RevocationList list : status.lists()) {
        add(expiries, status.clientCa(), status.url(), list);
      }
    }
    for (StapleStatus staple : revocation.staples()) {
      expiries.add(
          Kind.OCSP_RESPONSE,
          staple.certificate().subject().toString(),
          staple.certificate().serialNumber().toString(),
          staple.end());
    }
  }

  private static void clientCa(Expiries expiries, ClientCa ca) {
    for (Certificate certificate : ca.certificates()) {
      certificate(expiries, Kind.CLIENT_CA, ca.name(), certificate);
    }
    for (RevocationList list : ca.crls()) {
      add(expiries, ca.name(), list.issuer().toString(), list);
    }
  }

  private static void keyServer(Expiries expiries, KeyServer server) {
    Identity identity = server.identity();
    if (identity != null) {
      chain(expiries, Kind.IDENTITY, "key server " + server.name(), identity.chain());
    }
    for (Certificate certificate : server.trust()) {
      certificate(expiries, Kind.TRUST, "key server " + server.name(), certificate);
    }
  }

  private static void origin(Expiries expiries, Origin origin) {
    Origin.Tls tls = origin.tls();
    if (tls != null) {
      OriginIdentity identity = tls.identity();
      if (identity != null) {
        chain(expiries, Kind.IDENTITY, "origin " + origin.name(), identity.chain());
      }
      for (Certificate certificate : tls.trust()) {
        certificate(expiries, Kind.TRUST, "origin " + origin.name(), certificate);
      }
    }
  }

  /** A chain ends with the first of its certificates. */
  private static void chain(
      Expiries expiries, Kind kind, String name, List<Certificate> certificates) {
    Instant first = certificates.getFirst().notAfter();
    for (Certificate certificate : certificates) {
      if (certificate.notAfter().isBefore(first)) {
        first = certificate.notAfter();
      }
    }
    expiries.add(kind, name, certificates.getFirst().serialNumber().toString(), first);
  }

  private static void certificate(
      Expiries expiries, Kind kind, String name, Certificate certificate) {
    expiries.add(kind, name, certificate.serialNumber().toString(), certificate.notAfter());
  }

  private static void add(Expiries expiries, String name, String id, RevocationList list) {
    Instant next = list.nextUpdate();
    if (next != null) {
      expiries.add(new Expiry(Kind.REVOCATION_LIST, name, id, next));
    }
  }
}
