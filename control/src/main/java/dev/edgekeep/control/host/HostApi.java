package dev.edgekeep.control.host;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import java.time.InstantSource;
import tools.jackson.databind.ObjectMapper;

/** {@code /sites/{site}/hosts}. */
public final class HostApi {
  private final Hosts hosts;
  private final HostViews views;
  private final Sites sites;
  private final InstantSource clock;

  public HostApi(
      Store store,
      Changes changes,
      Sites sites,
      Origins origins,
      ObjectMapper json,
      InstantSource clock) {
    this.views = new HostViews(json);
    this.hosts = new Hosts(store, changes, origins, views);
    this.sites = sites;
    this.clock = clock;
  }

  public void addTo(Routes routes) {
    routes.get("/sites/{site}/hosts", Role.VIEWER, this::list);
    routes.get("/sites/{site}/hosts/{host}", Role.VIEWER, this::get);
    routes.put("/sites/{site}/hosts/{host}", Role.OPERATOR, this::put);
    routes.delete("/sites/{site}/hosts/{host}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    return Answer.ok(hosts.list(site(call), call.paging()).map(views::viewWithWarnings));
  }

  private Answer get(Call call) {
    HostRecord host = hosts.require(site(call), call.hostName("host"));
    return Answer.ok(views.viewWithWarnings(host)).revision(host.revision());
  }

  private Answer put(Call call) {
    Site site = site(call);
    String name = name(site, call.hostName("host"));
    HostDraft draft = call.body(section -> HostDraft.read(section, clock.instant()));
    Changed<Hosts.Put> made =
        hosts.put(
            call.actor(), site, name, draft, views.settings(call.bytes()), call::requireMatch);
    HostRecord host = made.value().host();
    Object view = views.viewWithWarnings(host);
    Answer answer =
        made.value().isNew()
            ? Answer.created("/sites/%s/hosts/%s".formatted(site.name(), name), view)
            : Answer.ok(view);
    return answer.revision(host.revision()).of(made);
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
