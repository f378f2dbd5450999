package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that refers to its client CAs, key servers and origin by name. Two hosts with equal drafts
 * are encoded alike, whatever became of what they refer to.
 */
record HostDraft(
    HostPattern name,
    List<CertificateDraft> certificates,
    AuthDraft clientAuth,
    HostPolicy policy,
    String origin,
    List<RouteDraft> routes) {

  /**
   * A server certificate.
   *
   * @param key null where it is on a key server
   * @param keyServer null where it is with the edge
   */
  record CertificateDraft(
      List<Certificate> chain,
      @Nullable PrivateKeyDer key,
      @Nullable String keyServer,
      @Nullable OcspResponse ocspResponse,
      @Nullable OcspFetch ocspFetch) {
    static CertificateDraft of(ServerCertificate certificate) {
      return switch (certificate.key()) {
        case ServerKey.Held(PrivateKeyDer key) ->
            new CertificateDraft(
                certificate.chain(),
                key,
                null,
                certificate.ocspResponse(),
                certificate.ocspFetch());
        case ServerKey.OnKeyServer(var server) ->
            new CertificateDraft(
                certificate.chain(),
                null,
                server.name(),
                certificate.ocspResponse(),
                certificate.ocspFetch());
      };
    }
  }

  /** Client authentication. */
  record AuthDraft(
      ClientAuth.Mode mode,
      List<TrustDraft> cas,
      int maxChainDepth,
      @Nullable FromHeader fromHeader) {
    static AuthDraft of(ClientAuth auth) {
      return new AuthDraft(
          auth.mode(),
          auth.cas().stream().map(TrustDraft::of).toList(),
          auth.maxChainDepth(),
          auth.fromHeader());
    }
  }

  /** A client CA and which of its certificates are accepted; null: all. */
  record TrustDraft(String name, @Nullable SiteScope scope) {
    static TrustDraft of(ClientCa ca) {
      return new TrustDraft(ca.name(), ca.scope());
    }
  }

  /** A route that names its origin. */
  record RouteDraft(
      PathPattern path, String origin, @Nullable String prefix, Route.Clients clients) {
    static RouteDraft of(Route route) {
      return new RouteDraft(route.path(), route.origin().name(), route.prefix(), route.clients());
    }
  }

  static HostDraft of(Host host) {
    return new HostDraft(
        host.name(),
        host.certificates().stream().map(CertificateDraft::of).toList(),
        AuthDraft.of(host.clientAuth()),
        new HostPolicy(host.tls(), host.https(), host.forward(), host.exchange()),
        host.origin().name(),
        host.routes().stream().map(RouteDraft::of).toList());
  }
}
