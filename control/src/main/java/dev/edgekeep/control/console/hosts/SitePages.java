package dev.edgekeep.control.console.hosts;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Sites and their origins. */
public final class SitePages {
  /** Members of an origin that the form has, or that are no settings. */
  private static final Set<String> SHOWN =
      Set.of("id", "name", "createdAt", "servers", "protocol", "health");

  public void addTo(Gate gate) {
    gate.page("/sites", SitePages::list);
    gate.action("/sites", SitePages::create, SitePages::list);
    gate.page("/sites/{site}", SitePages::show);
    gate.page("/sites/{site}/delete", SitePages::deleteForm);
    gate.finalAction("/sites/{site}/delete", SitePages::delete, SitePages::deleteForm);
    gate.action("/sites/{site}/origins", SitePages::putOrigin, SitePages::show);
    gate.page("/sites/{site}/origins/{origin}/delete", SitePages::deleteOriginForm);
    gate.finalAction(
        "/sites/{site}/origins/{origin}/delete",
        SitePages::deleteOrigin,
        SitePages::deleteOriginForm);
  }

  private static Answer list(Visit visit) throws Exception {
    Doc sites =
        visit.list(Map.of("cursor", visit.request().query("cursor"), "limit", "200"), "sites");
    return visit.page("hosts/sites", Map.of("sites", sites));
  }

  private static Answer create(Visit visit) throws Exception {
    ObjectNode body = Forms.object().put("name", visit.request().form("name").strip());
    Result made = visit.call(Request.of("POST", body, "sites"));
    return visit.done(address(new Doc(made.body()).text("name")), "site", 0);
  }

  private static Answer show(Visit visit) throws Exception {
    String site = visit.request().path("site");
    return visit.page(
        "hosts/site",
        Map.of(
            "site", visit.get("sites", site),
            "hosts",
                visit.list(
                    Map.of("limit", "200", "cursor", visit.request().query("cursor")),
                    "sites",
                    site,
                    "hosts"),
            "origins", Forms.all(visit, 2_000, "sites", site, "origins")));
  }

  private static Answer putOrigin(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    String name = request.form("name").strip();
    Result before = before(visit, site, name);
    ObjectNode body = Forms.object();
    body.set("servers", Forms.words(request.form("servers")));
    Forms.put(body, "protocol", request.form("protocol"));
    Result made =
        visit.call(
            Request.of("PUT", body, "sites", site, "origins", name).ifMatch(before.revision()));
    return visit.done(address(site), "origin", made.version());
  }

  /**
   * The origin that would be replaced, or the revision that none has.
   *
   * @throws DomainException when it has settings that the form does not show and would drop
   */
  private static Result before(Visit visit, String site, String name) throws Exception {
    Result found;
    try {
      found = visit.call(Request.get("sites", site, "origins", name));
    } catch (DomainException e) {
      if (e.kind() == DomainException.Kind.NOT_FOUND) {
        return new Result(Doc.EMPTY.node(), Map.of("ETag", "\"0\""), 0);
      }
      throw e;
    }
    boolean isShown = SHOWN.containsAll(found.body().propertyNames());
    for (Doc server : new Doc(found.body()).list("servers")) {
      isShown &=
          server.node().isString() || Set.of("url").containsAll(server.node().propertyNames());
    }
    if (!isShown) {
      throw DomainException.conflict(visit.t("origin.exists"));
    }
    return found;
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    String site = visit.get("sites", visit.request().path("site")).text("name");
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("site.delete.title", site),
            "text", visit.t("site.delete.text"),
            "button", visit.t("delete"),
            "back", address(site),
            "cli", "edgekeep site delete " + site));
  }

  private static Answer delete(Visit visit) throws Exception {
    visit.call(Request.delete("sites", visit.request().path("site")));
    return visit.done("/sites", "deleted", 0);
  }

  private static Answer deleteOriginForm(Visit visit) throws Exception {
    String site = visit.request().path("site");
    String origin =
        visit.get("sites", site, "origins", visit.request().path("origin")).text("name");
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("origin.delete.title", origin),
            "text", visit.t("origin.delete.text"),
            "button", visit.t("delete"),
            "back", address(site),
            "cli", "edgekeep origin delete --site %s %s".formatted(site, origin)));
  }

  private static Answer deleteOrigin(Visit visit) throws Exception {
    PageRequest request = visit.request();
    Result made =
        visit.call(
            Request.delete("sites", request.path("site"), "origins", request.path("origin")));
    return visit.done(address(request.path("site")), "deleted", made.version());
  }

  static String address(String site) {
    return "/sites/" + Visit.encode(site);
  }
}
