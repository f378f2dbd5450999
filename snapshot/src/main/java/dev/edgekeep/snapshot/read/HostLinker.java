package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.read.HostReader.AuthDraft;
import dev.edgekeep.snapshot.read.HostReader.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes hosts of drafts: looks up the origins, client CAs and key servers that they name. */
final class HostLinker {
  private final Map<String, @Nullable ClientCa> cas;
  private final Map<String, @Nullable KeyServer> keyServers;
  private final Map<String, @Nullable Origin> origins;
  private final OcspFetch ocspFetch;
  private final Map<AuthKey, ClientAuth> auths = new HashMap<>();

  /**
   * The key by which client authentications are shared, without comparing long revocation lists.
   */
  private record AuthKey(
      Mode mode, Set<String> cas, int maxChainDepth, @Nullable FromHeader fromHeader) {}

  HostLinker(
      Map<String, @Nullable ClientCa> cas,
      Map<String, @Nullable KeyServer> keyServers,
      Map<String, @Nullable Origin> origins,
      OcspFetch ocspFetch) {
    this.ocspFetch = ocspFetch;
    this.cas = cas;
    this.keyServers = keyServers;
    this.origins = origins;
  }

  /** Every host that is complete. Errors of the others were reported. */
  Map<HostPattern, Host> link(Map<HostPattern, Draft> drafts) {
    Map<HostPattern, Host> hosts = LinkedHashMap.newLinkedHashMap(drafts.size());
    drafts.forEach((name, draft) -> {
      Host host = link(draft);
      if (host != null) {
        hosts.put(name, host);
      }
    });
    return hosts;
  }

  private @Nullable Host link(Draft draft) {
    ClientAuth clientAuth = clientAuth(draft.clientAuth());
    Value originValue = draft.origin();
    Origin origin = originValue == null ? null : lookUp(originValue, "origin", origins);
    List<ServerCertificate> certificates = certificates(draft.certificates());
    List<Route> routes = routes(draft, origin, names(draft.clientAuth()));
    if (clientAuth == null || origin == null || routes == null || certificates.isEmpty()) {
      return null;
    }
    return new Host(
        draft.name(),
        certificates,
        clientAuth,
        draft.tls(),
        draft.https(),
        draft.forward(),
        draft.exchange(),
        origin,
        routes);
  }

  /** The routes with their origins; null when one is wrong. */
  private @Nullable List<Route> routes(Draft draft, @Nullable Origin hosts, Set<String> trusted) {
    List<Route> routes = new ArrayList<>(draft.routes().size());
    for (RouteReader.Draft route : draft.routes()) {
      Value named = route.origin();
      Origin origin = named == null ? hosts : lookUp(named, "origin", origins);
      boolean isTrusted = route.cas() == null || areTrusted(route.cas(), trusted);
      if (origin != null && isTrusted) {
        RouteContent content = route.content();
        routes.add(new Route(content.path(), origin, content.prefix(), content.clients()));
      }
    }
    return routes.size() == draft.routes().size() ? routes : null;
  }

  private static boolean areTrusted(List<Value> cas, Set<String> trusted) {
    boolean areTrusted = true;
    for (Value item : cas) {
      String name = item.name();
      if (name == null || !trusted.contains(name)) {
        areTrusted = false;
      }
      if (name != null && !trusted.contains(name)) {
        item.error(
            "the host trusts no client CA %s; add it to clientAuth.cas%s"
                .formatted(Quoted.text(name), Suggestion.among(name, trusted)));
      }
    }
    return areTrusted;
  }

  /** The certificates whose key is found; errors of the others are reported. */
  private List<ServerCertificate> certificates(List<CertificateDraft> drafts) {
    List<ServerCertificate> certificates = new ArrayList<>(drafts.size());
    for (CertificateDraft draft : drafts) {
      ServerKey key = key(draft);
      if (key != null) {
        certificates.add(
            new ServerCertificate(
                draft.chain(), key, draft.ocspResponse(), draft.fetchesOcsp() ? ocspFetch : null));
      }
    }
    return certificates;
  }

  private @Nullable ServerKey key(CertificateDraft draft) {
    if (draft.keyServer() == null) {
      return draft.key() == null ? null : new ServerKey.Held(draft.key());
    }
    KeyServer keyServer = lookUp(draft.keyServer(), "key server", keyServers);
    return keyServer == null ? null : new ServerKey.OnKeyServer(keyServer);
  }

  private @Nullable ClientAuth clientAuth(AuthDraft draft) {
    Set<String> names = new LinkedHashSet<>();
    boolean complete = true;
    for (Value item : draft.cas()) {
      ClientCa ca = lookUp(item, "client CA", cas);
      if (ca == null) {
        complete = false;
      } else if (!names.add(ca.name())) {
        item.error("this client CA is listed already; remove it");
        complete = false;
      }
    }
    if (!complete || (draft.mode() != Mode.OFF && names.isEmpty())) {
      return null;
    }
    if (draft.mode() == Mode.OFF && names.isEmpty()) {
      return ClientAuth.OFF;
    }
    return auths.computeIfAbsent(
        new AuthKey(draft.mode(), names, draft.maxChainDepth(), draft.fromHeader()),
        this::clientAuth);
  }

  private static Set<String> names(AuthDraft draft) {
    Set<String> names = new LinkedHashSet<>();
    for (Value item : draft.cas()) {
      if (item.node() instanceof Scalar scalar) {
        names.add(scalar.text());
      }
    }
    return names;
  }

  private ClientAuth clientAuth(AuthKey key) {
    List<ClientCa> resolved = key.cas.stream().map(cas::get).filter(Objects::nonNull).toList();
    return new ClientAuth(key.mode, resolved, key.maxChainDepth, key.fromHeader);
  }

  static <T> @Nullable T lookUp(Value value, String kind, Map<String, @Nullable T> byName) {
    String name = value.text();
    if (name == null) {
      return null;
    }
    if (!byName.containsKey(name)) {
      value.error(
          "no %s named %s%s"
              .formatted(kind, Quoted.text(name), Suggestion.among(name, byName.keySet())));
    }
    return byName.get(name);
  }
}
