package dev.edgekeep.control.host;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.ObjectMapper;

/** {@code /hosts} and {@code /sites/{site}/hosts}. */
public final class HostApi implements Feature {
  private final Store store;
  private final Hosts hosts;
  private final ObjectMapper json;
  private final Sites sites;
  private final InstantSource clock;

  public HostApi(
      Store store,
      Changes changes,
      Sites sites,
      Origins origins,
      ObjectMapper json,
      InstantSource clock) {
    this.store = store;
    this.hosts = new Hosts(store, changes, origins, json);
    this.json = json;
    this.sites = sites;
    this.clock = clock;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/hosts", Role.VIEWER, this::search);
    routes.get("/sites/{site}/hosts", Role.VIEWER, this::list);
    routes.get("/sites/{site}/hosts/{host}", Role.VIEWER, this::get);
    routes.put("/sites/{site}/hosts/{host}", Role.OPERATOR, this::put);
    routes.delete("/sites/{site}/hosts/{host}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    Set<String> groups = groups();
    return Answer.ok(hosts.list(site(call), call.paging()).map(host -> view(host, groups)));
  }

  private Answer search(Call call) {
    String text = call.query("q").map(HostPattern::normalize).orElse("");
    String mode =
        call.query("mode", ClientAuthModes.BY_LABEL).map(ClientAuthModes::label).orElse("");
    Map<String, String> names = sites.names(call.caller());
    return Answer.ok(
        hosts
            .search(call.caller(), text, mode, call.paging())
            .map(host -> {
              Map<String, Object> view = new LinkedHashMap<>(view(host));
              view.put("site", names.getOrDefault(host.siteId(), host.siteId()));
              return view;
            }));
  }

  private Answer get(Call call) {
    HostRecord host = hosts.require(site(call), call.hostName("host"));
    return Answer.ok(view(host)).revision(host.revision());
  }

  private Answer put(Call call) {
    Site site = site(call);
    String name = name(site, call.hostName("host"));
    HostBody body = call.body(section -> HostBody.read(section, call.json(), clock.instant()));
    Changed<Put<HostRecord>> made = hosts.put(call.actor(), site, name, body, call::requireMatch);
    return Answer.put(
        made, "/sites/%s/hosts/%s".formatted(site.name(), name), view(made.value().record()));
  }

  private Map<String, Object> view(HostRecord host) {
    return view(host, groups());
  }

  private Map<String, Object> view(HostRecord host, Set<String> groups) {
    return HostBody.shownWithWarnings(host, json, groups);
  }

  private Set<String> groups() {
    return store.read(NodeGroup::known);
  }

  private Answer delete(Call call) {
    return Answer.noContent()
        .of(hosts.delete(call.actor(), site(call), call.hostName("host"), call::requireMatch));
  }

  private Site site(Call call) {
    return sites.require(call.caller(), call.path("site"));
  }

  private static String name(Site site, String written) {
    String name;
    try {
      name = HostPattern.of(written).name();
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("name", String.valueOf(e.getMessage()));
    }
    if (!site.covers(name)) {
      throw DomainException.invalid(
          "name",
          "%s is not of the site %s; its hosts end in .%s"
              .formatted(name, site.name(), site.name()));
    }
    return name;
  }
}
