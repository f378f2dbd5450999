package dev.edgekeep.control.console.clients;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.SitePicker;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.x509.device.DeviceIdentity;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Client certificates: search, create, revoke, activate, delete. */
public final class ClientCertificatePages {
  private static final Duration SOON = Duration.ofDays(30);

  public void addTo(Gate gate) {
    String one = "/sites/{site}/client-certificates/{id}";
    gate.page("/client-certificates", ClientCertificatePages::list);
    gate.page("/sites/{site}/client-certificates/new", ClientCertificatePages::form);
    gate.action(
        "/sites/{site}/client-certificates/new",
        ClientCertificatePages::issue,
        ClientCertificatePages::form);
    gate.page(one, ClientCertificatePages::show);
    gate.page(one + "/revoke", ClientCertificatePages::revokeForm);
    gate.action(
        one + "/revoke", ClientCertificatePages::revoke, ClientCertificatePages::revokeForm);
    gate.action(one + "/activate", ClientCertificatePages::activate, ClientCertificatePages::show);
    gate.page(one + "/delete", ClientCertificatePages::deleteForm);
    gate.finalAction(
        one + "/delete", ClientCertificatePages::delete, ClientCertificatePages::deleteForm);
  }

  private static Answer list(Visit visit) throws Exception {
    PageRequest request = visit.request();
    SitePicker picker = SitePicker.of(visit);
    String site = picker.site();
    boolean isSoon = request.query("status").equals("expiring");
    Doc found =
        site.isEmpty()
            ? Doc.EMPTY
            : visit.list(
                Map.of(
                    "q",
                    request.query("q"),
                    "serial",
                    request.query("serial"),
                    "status",
                    isSoon ? "active" : request.query("status"),
                    "expiresBefore",
                    isSoon ? visit.now().plus(SOON).toString() : "",
                    "cursor",
                    request.query("cursor"),
                    "limit",
                    "100"),
                "sites",
                site,
                "client-certificates");
    return visit.page(
        visit.isPart() ? "clients/rows" : "clients/list",
        Map.of("sites", picker.sites(), "site", site, "found", found));
  }

  private static Answer form(Visit visit) {
    return visit.page("clients/new", Map.of("site", visit.request().path("site")));
  }

  /** Shows the new certificate, and the private key where we made it, once. */
  private static Answer issue(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    ObjectNode body = Forms.object();
    if (request.form("how").equals("csr")) {
      Forms.put(body, "csr", request.form("csr"));
    } else {
      Forms.put(body, "keyType", request.form("keyType"));
      Forms.put(body, "subject", request.form("subject"));
      if (!request.form("names").isBlank()) {
        body.set("subjectAltNames", Forms.words(request.form("names")));
      }
    }
    if (request.form("days").matches("[0-9]{1,5}")) {
      body.put("validityDays", Integer.parseInt(request.form("days")));
    }
    Result made = visit.call(Request.of("POST", body, "sites", site, "client-certificates"));
    Doc issued = new Doc(made.body());
    String pkcs12 = "";
    String profile = "";
    if (issued.has("privateKey") && !request.form("password").isEmpty()) {
      char[] password = request.form("password").toCharArray();
      DeviceIdentity identity =
          DeviceIdentity.of(
              issued.text("certificate") + issued.text("chain"), issued.text("privateKey"));
      pkcs12 = Base64.getEncoder().encodeToString(identity.pkcs12(password));
      profile = identity.mobileConfig(password);
    }
    return visit.page(
        "clients/issued",
        Map.of("site", site, "issued", issued, "pkcs12", pkcs12, "profile", profile));
  }

  private static Doc found(Visit visit) throws Exception {
    PageRequest request = visit.request();
    return visit.get("sites", request.path("site"), "client-certificates", request.path("id"));
  }

  private static Answer show(Visit visit) throws Exception {
    Doc certificate = found(visit);
    Doc events = visit.list(Map.of("serial", certificate.text("serial"), "limit", "12"), "events");
    return visit.page(
        "clients/certificate",
        Map.of("site", visit.request().path("site"), "certificate", certificate, "events", events));
  }

  private static Answer revokeForm(Visit visit) throws Exception {
    return visit.page(
        "clients/revoke",
        Map.of("site", visit.request().path("site"), "certificate", found(visit)));
  }

  private static Answer revoke(Visit visit) throws Exception {
    ObjectNode body = Forms.object();
    Forms.put(body, "reason", visit.request().form("reason"));
    return changed(visit, "revoke", body, "revoked");
  }

  private static Answer activate(Visit visit) throws Exception {
    return changed(visit, "activate", Forms.object(), "activated");
  }

  private static Answer changed(Visit visit, String verb, ObjectNode body, String done)
      throws Exception {
    PageRequest request = visit.request();
    Result made =
        visit.call(
            Request.of(
                "POST",
                body,
                "sites",
                request.path("site"),
                "client-certificates",
                request.path("id"),
                verb));
    return visit.done(address(request), done, made.version());
  }

  private static String address(PageRequest request) {
    return "/sites/%s/client-certificates/%s"
        .formatted(Visit.encode(request.path("site")), Visit.encode(request.path("id")));
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    PageRequest request = visit.request();
    Doc certificate = found(visit);
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("client.delete.title", certificate.text("subject")),
            "text", visit.t("client.delete.text"),
            "button", visit.t("delete"),
            "back", address(request),
            "cli",
                "edgekeep client-cert delete --site %s %s"
                    .formatted(request.path("site"), certificate.text("id"))));
  }

  private static Answer delete(Visit visit) throws Exception {
    PageRequest request = visit.request();
    visit.call(
        Request.delete("sites", request.path("site"), "client-certificates", request.path("id")));
    return visit.done(
        "/client-certificates?site=" + Visit.encode(request.path("site")), "deleted", 0);
  }
}
