package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.wire.HostDraft.AuthDraft;
import dev.edgekeep.snapshot.wire.HostDraft.CertificateDraft;
import dev.edgekeep.snapshot.wire.HostDraft.RouteDraft;
import dev.edgekeep.snapshot.wire.HostDraft.TrustDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names that hosts refer to. Hosts that trust the same client CAs in the same way
 * share one object. One thread at a time.
 */
final class Linker {
  private final Map<String, ClientCa> clientCas;
  private final Map<String, KeyServer> keyServers;
  private final Map<String, Origin> origins;
  private final Refusals refusals;
  private final Map<AuthDraft, ClientAuth> auths = new HashMap<>();

  Linker(
      Map<String, ClientCa> clientCas,
      Map<String, KeyServer> keyServers,
      Map<String, Origin> origins,
      Refusals refusals) {
    this.clientCas = clientCas;
    this.keyServers = keyServers;
    this.origins = origins;
    this.refusals = refusals;
  }

  Host link(HostDraft draft) throws WireException {
    PartId id = PartKind.HOST.id(draft.name().name());
    try {
      List<ServerCertificate> certificates = new ArrayList<>();
      for (CertificateDraft certificate : draft.certificates()) {
        certificates.add(link(id, certificate));
      }
      return new Host(
          draft.name(),
          certificates,
          link(id, draft.clientAuth()),
          draft.policy().tls(),
          draft.policy().https(),
          draft.policy().forward(),
          draft.policy().exchange(),
          find(id, PartKind.ORIGIN, origins, draft.origin()),
          routes(id, draft));
    } catch (IllegalArgumentException e) {
      throw new WireException(id, String.valueOf(e.getMessage()));
    }
  }

  private List<Route> routes(PartId host, HostDraft draft) throws WireException {
    List<Route> routes = new ArrayList<>(draft.routes().size());
    for (RouteDraft route : draft.routes()) {
      Origin origin = find(host, PartKind.ORIGIN, origins, route.origin());
      routes.add(new Route(route.path(), origin, route.prefix(), route.clients()));
    }
    return routes;
  }

  private ServerCertificate link(PartId host, CertificateDraft certificate) throws WireException {
    ServerKey key =
        certificate.key() != null
            ? new ServerKey.Held(certificate.key())
            : new ServerKey.OnKeyServer(
                find(
                    host,
                    PartKind.KEY_SERVER,
                    keyServers,
                    String.valueOf(certificate.keyServer())));
    return new ServerCertificate(
        certificate.chain(), key, certificate.ocspResponse(), certificate.ocspFetch());
  }

  private ClientAuth link(PartId host, AuthDraft draft) throws WireException {
    ClientAuth known = auths.get(draft);
    if (known != null) {
      return known;
    }
    List<ClientCa> cas = new ArrayList<>();
    for (TrustDraft ca : draft.cas()) {
      cas.add(within(find(host, PartKind.CLIENT_CA, clientCas, ca.name()), ca.scope()));
    }
    ClientAuth auth = new ClientAuth(draft.mode(), cas, draft.maxChainDepth(), draft.fromHeader());
    auths.put(draft, auth);
    return auth;
  }

  private <T> T find(PartId host, PartKind kind, Map<String, T> values, String name)
      throws WireException {
    refusals.require(kind.id(name));
    T value = values.get(name);
    if (value == null) {
      throw new WireException(host, "it refers to %s, which is not there".formatted(kind.id(name)));
    }
    return value;
  }

  /** The client CA as hosts of a scope trust it. */
  static ClientCa within(ClientCa ca, @Nullable SiteScope scope) {
    return scope == null || scope.equals(ca.scope()) ? ca : ca.within(scope);
  }

  /** Returns whether a host refers to objects that their names no longer stand for. */
  boolean isStale(Host host) {
    return isStale(host.origin())
        || host.routes().stream().anyMatch(this::isStale)
        || host.certificates().stream().anyMatch(this::isStale)
        || host.clientAuth().cas().stream().anyMatch(this::isStale);
  }

  private boolean isStale(Route route) {
    return isStale(route.origin());
  }

  // Each name stands for one object, which is replaced when it changes.
  @SuppressWarnings("ReferenceEquality")
  private boolean isStale(Origin origin) {
    return origins.get(origin.name()) != origin
        || refusals.isRefused(PartKind.ORIGIN.id(origin.name()));
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private boolean isStale(ServerCertificate certificate) {
    return certificate.key() instanceof ServerKey.OnKeyServer(KeyServer server)
        && (keyServers.get(server.name()) != server
            || refusals.isRefused(PartKind.KEY_SERVER.id(server.name())));
  }

  private boolean isStale(ClientCa ca) {
    ClientCa now = clientCas.get(ca.name());
    return now == null
        || refusals.isRefused(PartKind.CLIENT_CA.id(ca.name()))
        || !now.certificates().equals(ca.certificates())
        || !now.crls().equals(ca.crls())
        || !now.remote().equals(ca.remote());
  }
}
