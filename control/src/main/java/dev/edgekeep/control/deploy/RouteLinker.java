package dev.edgekeep.control.deploy;

import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.read.RouteContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names in the routes of hosts. One round of compilation, in which no origin changes;
 * one thread.
 */
final class RouteLinker {
  private final RecordMap<Origin> origins;
  private final TrustedCas clientCas;
  private @Nullable Map<String, Origin> byName;

  RouteLinker(RecordMap<Origin> origins, TrustedCas clientCas) {
    this.origins = origins;
    this.clientCas = clientCas;
  }

  /**
   * The routes of a host. A route for client CAs that the host does not trust admits nobody
   * (invariant 9).
   *
   * @param own the host's origin
   * @throws UnreadableRecordException when a route names an origin that cannot be read
   */
  List<Route> link(HostRecord host, List<RouteContent> contents, Origin own) {
    List<Route> routes = new ArrayList<>(contents.size());
    for (RouteContent content : contents) {
      routes.add(
          new Route(
              content.path(),
              content.origin() == null ? own : origin(content, content.origin(), own),
              content.prefix(),
              clients(host, content.clients())));
    }
    return routes;
  }

  /** The origin of that name in the site of the host, whose own origin is of the same site. */
  private Origin origin(RouteContent route, String name, Origin own) {
    String site = own.name().substring(0, own.name().indexOf('/') + 1);
    Origin origin = byName().get(site + name);
    if (origin == null) {
      throw new UnreadableRecordException(
          "the origin %s of its route %s is missing or cannot be read"
              .formatted(site + name, route.path().text()));
    }
    return origin;
  }

  private Map<String, Origin> byName() {
    Map<String, Origin> named = byName;
    if (named == null) {
      named = HashMap.newHashMap(origins.values().size());
      for (Origin origin : origins.values()) {
        named.put(origin.name(), origin);
      }
      byName = named;
    }
    return named;
  }

  /** The same clients, with client CAs named as in a snapshot. */
  private Clients clients(HostRecord host, Clients clients) {
    if (!(clients instanceof Clients.VerifiedBy(Set<String> names))) {
      return clients;
    }
    Set<String> cas = new TreeSet<>();
    for (String id : host.uses().clientCaIds()) {
      if (names.contains(clientCas.name(id))) {
        cas.add(clientCas.require(id, host.siteId()).name());
      }
    }
    return new Clients.VerifiedBy(cas);
  }
}
