package dev.edgekeep.control.console.hosts;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.SitePicker;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Difference;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The table of hosts, and one host's page: look, change, see the difference, apply. */
public final class HostPages {
  private static final String PAGE = "100";

  /** No record has this revision: they begin with 1. */
  private static final String NONE = "\"0\"";

  public void addTo(Gate gate) {
    gate.page("/hosts", HostPages::table);
    gate.page("/hosts/new", HostPages::newForm);
    gate.action("/hosts/new", HostPages::create, HostPages::newForm);
    gate.page("/sites/{site}/hosts/{host}", HostPages::show);
    gate.page("/sites/{site}/hosts/{host}/edit", HostPages::editForm);
    gate.action("/sites/{site}/hosts/{host}/edit", HostPages::edit, HostPages::editForm);
    gate.page("/sites/{site}/hosts/{host}/delete", HostPages::deleteForm);
    gate.finalAction("/sites/{site}/hosts/{host}/delete", HostPages::delete, HostPages::deleteForm);
  }

  private static Answer table(Visit visit) throws Exception {
    PageRequest request = visit.request();
    Doc hosts =
        visit.list(
            Map.of(
                "q", request.query("q"),
                "mode", request.query("mode"),
                "cursor", request.query("cursor"),
                "limit", PAGE),
            "hosts");
    return visit.page(visit.isPart() ? "hosts/rows" : "hosts/table", Map.of("hosts", hosts));
  }

  private static Answer newForm(Visit visit) throws Exception {
    SitePicker sites = SitePicker.of(visit);
    Doc pattern = pattern(visit, sites.site());
    return visit.page("hosts/edit", model(visit, sites.site(), "", pattern, "", sites.sites()));
  }

  /** The host that a new one is a clone of; empty: none. */
  private static Doc pattern(Visit visit, String site) throws Exception {
    String from = visit.request().query("from");
    return from.isEmpty() ? Doc.EMPTY : visit.get("sites", site, "hosts", from);
  }

  private static Map<String, Object> model(
      Visit visit, String site, String name, Doc host, String revision, List<Doc> sites)
      throws Exception {
    List<Doc> origins =
        site.isEmpty() ? List.of() : Forms.all(visit, 1_000, "sites", site, "origins");
    return Map.of(
        "site", site,
        "name", name,
        "host", host,
        "revision", revision,
        "sites", sites,
        "origins", origins,
        "certificates", offered(visit, host));
  }

  /** Certificates to choose from: always those that the host has. */
  private static List<Doc> offered(Visit visit, Doc host) throws Exception {
    List<Doc> offered = new ArrayList<>(Forms.all(visit, 2_000, "certificates"));
    for (String id : host.texts("certificate")) {
      if (offered.stream().noneMatch(certificate -> certificate.text("id").equals(id))) {
        offered.addFirst(visit.get("certificates", id));
      }
    }
    return offered;
  }

  private static Answer create(Visit visit) throws Exception {
    String site = visit.request().query("site");
    String picked = site.isEmpty() ? SitePicker.of(visit).site() : site;
    String name = visit.request().form("name").strip();
    Result made =
        created(
            visit,
            Request.of("PUT", body(visit, pattern(visit, picked)), "sites", picked, "hosts", name));
    return visit.done(address(picked, new Doc(made.body()).text("name")), "host", made.version());
  }

  /** Creates a host; one that exists has another revision, and stays as it is. */
  private static Result created(Visit visit, Request put) throws Exception {
    try {
      return visit.call(put.ifMatch(NONE));
    } catch (DomainException e) {
      throw e.kind() == DomainException.Kind.STALE
          ? DomainException.conflict(visit.t("host.exists"))
          : e;
    }
  }

  private static Answer show(Visit visit) throws Exception {
    String site = visit.request().path("site");
    String name = visit.request().path("host");
    Doc host = visit.get("sites", site, "hosts", name);
    Doc origin =
        host.text("origin").isEmpty()
            ? Doc.EMPTY
            : visit.get("sites", site, "origins", host.text("origin"));
    Doc events = visit.list(Map.of("host", name, "limit", "12"), "events");
    List<Doc> rules = Forms.all(visit, 1_000, "sites", site, "rules");
    return visit.page(
        "hosts/host",
        Map.of(
            "site", site,
            "host", host,
            "origin", origin,
            "events", events,
            "rules", rules,
            "certificates", certificates(visit, host)));
  }

  /** The certificates of a host; an account may have thousands of others. */
  private static List<Doc> certificates(Visit visit, Doc host) throws Exception {
    List<Doc> found = new ArrayList<>();
    for (String id : host.texts("certificate")) {
      found.add(visit.get("certificates", id));
    }
    return found;
  }

  private static Answer editForm(Visit visit) throws Exception {
    String site = visit.request().path("site");
    Result found = visit.call(Request.get("sites", site, "hosts", visit.request().path("host")));
    Doc host = new Doc(found.body());
    return visit.page(
        "hosts/edit", model(visit, site, host.text("name"), host, found.revision(), List.of()));
  }

  /** First shows the difference, then applies it. */
  private static Answer edit(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    String name = request.path("host");
    Result found = visit.call(Request.get("sites", site, "hosts", name));
    ObjectNode wanted = body(visit, new Doc(found.body()));
    if (request.form("apply").isEmpty()) {
      ObjectNode before = settings(new Doc(found.body()));
      return visit.page(
          "hosts/review",
          Map.of(
              "site",
              site,
              "name",
              name,
              "revision",
              request.form("revision"),
              "differences",
              Difference.between(before, wanted)));
    }
    Result made =
        visit.call(
            Request.of("PUT", wanted, "sites", site, "hosts", name)
                .ifMatch(request.form("revision")));
    return visit.done(address(site, name), "host", made.version());
  }

  /** The settings of a host without what the API adds to them. */
  private static ObjectNode settings(Doc host) {
    ObjectNode settings = Forms.object();
    if (host.node().isObject()) {
      settings.setAll((ObjectNode) host.node().deepCopy());
      settings.remove(List.of("id", "name", "createdAt", "warnings", "unreadable", "site"));
      if (settings.path("clientAuth") instanceof ObjectNode clientAuth) {
        clientAuth.remove("cas");
      }
    }
    return settings;
  }

  /** The settings with those that the form has; all others stay as they are. */
  private static ObjectNode body(Visit visit, Doc host) {
    PageRequest request = visit.request();
    ObjectNode body = settings(host);
    setCertificates(body, request.forms("certificate"), host.texts("certificate"));
    body.put("origin", request.form("origin"));
    child(body, "clientAuth").put("mode", request.form("mode"));
    version(body, "minVersion", request.form("minVersion"));
    version(body, "maxVersion", request.form("maxVersion"));
    flag(body, "https", "redirect", !request.form("redirect").isEmpty());
    if (request.form("maintenance").isEmpty()) {
      body.remove("maintenance");
    } else {
      body.put("maintenance", true);
    }
    return body;
  }

  /** The same certificates keep their order, which is that of preference. */
  private static void setCertificates(ObjectNode body, List<String> chosen, List<String> present) {
    if (Set.copyOf(chosen).equals(Set.copyOf(present))) {
      return;
    }
    if (chosen.size() == 1) {
      body.put("certificate", chosen.getFirst());
    } else {
      body.set("certificate", Forms.list(chosen));
    }
  }

  private static ObjectNode child(ObjectNode body, String name) {
    return body.path(name) instanceof ObjectNode there ? there : body.putObject(name);
  }

  private static void version(ObjectNode body, String name, String value) {
    ObjectNode tls = child(body, "tls");
    if (value.isEmpty()) {
      tls.remove(name);
    } else {
      tls.put(name, value);
    }
    if (tls.isEmpty()) {
      body.remove("tls");
    }
  }

  private static void flag(ObjectNode body, String part, String name, boolean isSet) {
    ObjectNode settings = child(body, part);
    if (settings.path(name).asBoolean(false) != isSet) {
      settings.put(name, isSet);
    }
    if (settings.isEmpty()) {
      body.remove(part);
    }
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Doc host = visit.get("sites", site, "hosts", request.path("host"));
    String name = host.text("name");
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("host.delete.title", name),
            "text", visit.t("host.delete.text"),
            "button", visit.t("delete"),
            "back", address(site, name),
            "cli", "edgekeep host delete --site %s %s".formatted(site, name)));
  }

  private static Answer delete(Visit visit) throws Exception {
    PageRequest request = visit.request();
    Result made =
        visit.call(Request.delete("sites", request.path("site"), "hosts", request.path("host")));
    return visit.done("/hosts", "deleted", made.version());
  }

  static String address(String site, String name) {
    return "/sites/" + Visit.encode(site) + "/hosts/" + Visit.encode(name);
  }
}
