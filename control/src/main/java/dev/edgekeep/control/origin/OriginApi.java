package dev.edgekeep.control.origin;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.account.AccountAddresses;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.snapshot.read.KeyServerLookup;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code /sites/{site}/origins}. */
public final class OriginApi implements Feature {
  private final Origins origins;
  private final Sites sites;
  private final KeyServers keyServers;
  private final AccountAddresses addresses;
  private final InstantSource clock;
  private final Function<String, List<OriginHealth>> health;

  /**
   * @param health the health of an origin's servers, by its name in the snapshot, {@code SITE/NAME}
   */
  public OriginApi(
      Origins origins,
      Sites sites,
      KeyServers keyServers,
      AccountAddresses addresses,
      InstantSource clock,
      Function<String, List<OriginHealth>> health) {
    this.health = health;
    this.origins = origins;
    this.sites = sites;
    this.keyServers = keyServers;
    this.addresses = addresses;
    this.clock = clock;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/sites/{site}/origins", Role.VIEWER, this::list);
    routes.get("/sites/{site}/origins/{origin}", Role.VIEWER, this::get);
    routes.put("/sites/{site}/origins/{origin}", Role.OPERATOR, this::put);
    routes.delete("/sites/{site}/origins/{origin}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    return Answer.ok(origins.list(site(call), call.paging()).map(origins::view));
  }

  private Answer get(Call call) {
    Site site = site(call);
    OriginRecord origin = origins.require(site, call.path("origin"));
    Map<String, Object> view = new LinkedHashMap<>(origins.view(origin));
    String inSnapshot = site.name() + "/" + origin.name();
    view.put("health", health.apply(inSnapshot).stream().map(OriginApi::view).toList());
    return Answer.ok(view).revision(origin.revision());
  }

  private static Map<String, Object> view(OriginHealth health) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("node", health.node());
    view.put("server", health.server());
    view.put("healthy", health.healthy());
    view.put("reason", health.reason());
    if (health.since() != null) {
      view.put("since", health.since());
    }
    return view;
  }

  private Answer put(Call call) {
    Site site = site(call);
    String name = Fields.requireIdentifier("an origin", call.path("origin"));
    PartReader reader = new PartReader(null, clock.instant(), addresses.of(site.accountId()));
    KeyServerLookup lookup = keyServers.lookup(site.accountId(), clock.instant());
    call.bodyValue(value -> reader.origin(name, value, lookup));
    if (KeyServers.ofIdentity(call.json()) != null) {
      // It lets the servers of this origin be addressed as whoever has a key there.
      call.caller().requireWholeAccount();
    }
    Changed<Put<OriginRecord>> made =
        origins.put(call.actor(), site, name, call.json(), call::requireMatch);
    return Answer.put(
        made,
        "/sites/%s/origins/%s".formatted(site.name(), name),
        origins.view(made.value().record()));
  }

  private Answer delete(Call call) {
    return Answer.noContent()
        .of(origins.delete(call.actor(), site(call), call.path("origin"), call::requireMatch));
  }

  private Site site(Call call) {
    return sites.require(call.caller(), call.path("site"));
  }
}
