package dev.edgekeep.control.site;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.snapshot.HostPattern;
import org.jspecify.annotations.Nullable;

/** {@code /sites}. */
public final class SiteApi implements Feature {
  private final Sites sites;

  public SiteApi(Sites sites) {
    this.sites = sites;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/sites", Role.VIEWER, this::list);
    routes.post("/sites", Role.OPERATOR, this::create);
    routes.get("/sites/{site}", Role.VIEWER, this::get);
    routes.delete("/sites/{site}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    return Answer.ok(sites.list(call.caller(), call.paging()).map(SiteView::of));
  }

  private Answer create(Call call) {
    call.caller().requireWholeAccount();
    Site site = sites.create(call.actor(), call.body(SiteApi::name));
    return Answer.created("/sites/" + site.name(), SiteView.of(site)).revision(site.revision());
  }

  private Answer get(Call call) {
    Site site = sites.require(call.caller(), call.path("site"));
    return Answer.ok(SiteView.of(site)).revision(site.revision());
  }

  private Answer delete(Call call) {
    call.caller().requireWholeAccount();
    sites.delete(call.caller(), call.actor(), call.path("site"));
    return Answer.noContent();
  }

  private static @Nullable String name(Section section) {
    Value value = section.require("name", "give a domain, as example.com");
    String written = value == null ? null : value.name();
    if (value == null || written == null) {
      return null;
    }
    try {
      HostPattern name = HostPattern.of(written);
      if (name.isWildcard()) {
        value.error("a site is a domain, as example.com; its hosts may be wildcards");
        return null;
      }
      return name.name();
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
