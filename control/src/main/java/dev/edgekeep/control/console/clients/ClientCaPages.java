package dev.edgekeep.control.console.clients;

import com.google.common.collect.Lists;
import com.google.common.collect.ObjectArrays;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.SitePicker;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Client CAs: the managed one, custom ones, and the hosts that each is bound to. */
public final class ClientCaPages {
  private static final int NAMES_PER_CALL = 50;

  public void addTo(Gate gate) {
    gate.page("/client-cas", ClientCaPages::overview);
    gate.action("/client-cas/create", ClientCaPages::createManaged, ClientCaPages::overview);
    gate.page("/client-cas/rotate", ClientCaPages::rotateForm);
    gate.finalAction("/client-cas/rotate", ClientCaPages::rotate, ClientCaPages::rotateForm);
    gate.action("/sites/{site}/client-ca/hosts", ClientCaPages::bindManaged, ClientCaPages::again);
    gate.page("/sites/{site}/client-cas/new", ClientCaPages::form);
    gate.action("/sites/{site}/client-cas/new", ClientCaPages::upload, ClientCaPages::form);
    gate.page("/sites/{site}/client-cas/{id}", ClientCaPages::show);
    gate.action("/sites/{site}/client-cas/{id}/hosts", ClientCaPages::bind, ClientCaPages::show);
    gate.page("/sites/{site}/client-cas/{id}/delete", ClientCaPages::deleteForm);
    gate.finalAction(
        "/sites/{site}/client-cas/{id}/delete", ClientCaPages::delete, ClientCaPages::deleteForm);
  }

  private static Answer overview(Visit visit) throws Exception {
    return overview(visit, SitePicker.of(visit));
  }

  /** The overview of the site that the action was about. */
  private static Answer again(Visit visit) throws Exception {
    SitePicker picker = SitePicker.of(visit);
    return overview(visit, new SitePicker(picker.sites(), visit.request().path("site")));
  }

  private static Answer overview(Visit visit, SitePicker picker) throws Exception {
    String site = picker.site();
    boolean hasSite = !site.isEmpty();
    return visit.page(
        "clients/cas",
        Map.of(
            "sites",
            picker.sites(),
            "site",
            site,
            "managed",
            managed(visit),
            "customs",
            hasSite ? details(visit, site) : List.<Doc>of(),
            "bound",
            hasSite
                ? visit.get("sites", site, "client-ca", "hosts").texts("hosts")
                : List.<String>of(),
            "hosts",
            hasSite ? Forms.all(visit, 2_000, "sites", site, "hosts") : List.<Doc>of()));
  }

  /** Each with its hosts. */
  private static List<Doc> details(Visit visit, String site) throws Exception {
    List<Doc> found = new ArrayList<>();
    for (Doc ca : Forms.all(visit, 100, "sites", site, "client-cas")) {
      found.add(visit.get("sites", site, "client-cas", ca.text("id")));
    }
    return found;
  }

  /** Empty: the account has none yet. */
  private static Doc managed(Visit visit) throws Exception {
    try {
      return visit.get("client-ca");
    } catch (DomainException e) {
      if (e.kind() == DomainException.Kind.NOT_FOUND
          || e.kind() == DomainException.Kind.FORBIDDEN) {
        return Doc.EMPTY;
      }
      throw e;
    }
  }

  private static Answer createManaged(Visit visit) throws Exception {
    Result made = visit.call(Request.of("POST", Doc.EMPTY.node(), "client-ca"));
    return visit.done("/client-cas", "ca", made.version());
  }

  private static Answer rotateForm(Visit visit) {
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("ca.rotate.title"),
            "text", visit.t("ca.rotate.text"),
            "button", visit.t("ca.rotate"),
            "back", "/client-cas",
            "cli", "edgekeep ca rotate"));
  }

  private static Answer rotate(Visit visit) throws Exception {
    Result made = visit.call(Request.of("POST", Doc.EMPTY.node(), "client-ca", "rotate"));
    return visit.done("/client-cas", "rotated", made.version());
  }

  /**
   * Binds the hosts that were ticked on the page, and releases those whose tick was taken away:
   * hosts that the page did not show, or that others have bound since, stay as they are.
   *
   * @param path of the client CA's hosts
   * @return the version of the deployment, or 0
   */
  private static long rebind(Visit visit, String... path) throws Exception {
    List<String> ticked = visit.request().forms("host");
    Set<String> released = new LinkedHashSet<>(visit.request().forms("was"));
    List<String> added = ticked.stream().filter(name -> !released.contains(name)).toList();
    ticked.forEach(released::remove);
    long version = 0;
    for (List<String> some : Lists.partition(added, NAMES_PER_CALL)) {
      ObjectNode body = Forms.object();
      body.set("hosts", Forms.list(some));
      version = visit.call(Request.of("POST", body, path)).version();
    }
    for (String name : released) {
      String[] host = ObjectArrays.concat(path, name);
      version = visit.call(Request.delete(host)).version();
    }
    return version;
  }

  private static Answer bindManaged(Visit visit) throws Exception {
    String site = visit.request().path("site");
    long version = rebind(visit, "sites", site, "client-ca", "hosts");
    return visit.done("/client-cas?site=" + Visit.encode(site), "bound", version);
  }

  private static Answer form(Visit visit) {
    return visit.page("clients/newca", Map.of("site", visit.request().path("site")));
  }

  private static Answer upload(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    ObjectNode body = Forms.object();
    Forms.put(body, "name", request.form("name"));
    Forms.put(body, "certificates", request.form("certificates"));
    Forms.put(body, "crl", request.form("crl"));
    Result made = visit.call(Request.of("POST", body, "sites", site, "client-cas"));
    return visit.done(address(site, new Doc(made.body()).text("id")), "ca", made.version());
  }

  private static Answer show(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Doc ca = visit.get("sites", site, "client-cas", request.path("id"));
    return visit.page(
        "clients/ca",
        Map.of("site", site, "ca", ca, "hosts", Forms.all(visit, 2_000, "sites", site, "hosts")));
  }

  private static Answer bind(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    String id = request.path("id");
    long version = rebind(visit, "sites", site, "client-cas", id, "hosts");
    return visit.done(address(site, id), "bound", version);
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Doc ca = visit.get("sites", site, "client-cas", request.path("id"));
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("ca.delete.title", ca.text("name")),
            "text", visit.t("ca.delete.text"),
            "button", visit.t("delete"),
            "back", address(site, ca.text("id")),
            "cli", "edgekeep ca delete --site %s %s".formatted(site, ca.text("name"))));
  }

  private static Answer delete(Visit visit) throws Exception {
    PageRequest request = visit.request();
    visit.call(Request.delete("sites", request.path("site"), "client-cas", request.path("id")));
    return visit.done("/client-cas?site=" + Visit.encode(request.path("site")), "deleted", 0);
  }

  private static String address(String site, String id) {
    return "/sites/%s/client-cas/%s".formatted(Visit.encode(site), Visit.encode(id));
  }
}
