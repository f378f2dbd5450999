package dev.edgekeep.control.console.certificates;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Server certificates: list, upload with the diagnosis before, replace, delete. */
public final class CertificatePages {
  public void addTo(Gate gate) {
    gate.page("/certificates", CertificatePages::list);
    gate.page("/certificates/new", CertificatePages::form);
    gate.action("/certificates/new", CertificatePages::upload, CertificatePages::form);
    gate.action("/certificates/check", CertificatePages::check, CertificatePages::check);
    gate.page("/certificates/{id}", CertificatePages::show);
    gate.page("/certificates/{id}/replace", CertificatePages::form);
    gate.finalAction(
        "/certificates/{id}/replace", CertificatePages::replace, CertificatePages::form);
    gate.page("/certificates/{id}/delete", CertificatePages::deleteForm);
    gate.finalAction(
        "/certificates/{id}/delete", CertificatePages::delete, CertificatePages::deleteForm);
  }

  private static Answer list(Visit visit) throws Exception {
    Doc certificates =
        visit.list(
            Map.of("cursor", visit.request().query("cursor"), "limit", "100"), "certificates");
    return visit.page("certificates/list", Map.of("certificates", certificates));
  }

  private static Answer form(Visit visit) throws Exception {
    boolean isNew = visit.request().rawPath().equals("/certificates/new");
    Doc certificate = isNew ? Doc.EMPTY : visit.get("certificates", visit.request().path("id"));
    List<Doc> keyServers =
        visit.may("GET", "key-servers") && visit.caller().siteId() == null
            ? Forms.all(visit, 1_000, "key-servers")
            : List.of();
    return visit.page(
        "certificates/edit",
        Map.of(
            "certificate", certificate,
            "keyServers", keyServers,
            "drawing", ChainDrawing.of(visit.field("chain", ""), visit.now())));
  }

  /** The diagnosis of what stands in the form, before anything is saved. */
  private static Answer check(Visit visit) {
    if (!visit.may("POST", "certificates")) {
      throw DomainException.forbidden(visit.t("error.forbidden"));
    }
    return visit.page(
        "certificates/chain",
        Map.of("drawing", ChainDrawing.of(visit.request().form("chain"), visit.now())));
  }

  private static ObjectNode body(PageRequest request) {
    ObjectNode body = Forms.object();
    Forms.put(body, "chain", request.form("chain"));
    Forms.put(body, "privateKey", request.form("privateKey"));
    Forms.put(body, "keyServer", request.form("keyServer"));
    Forms.put(body, "name", request.form("name"));
    return body;
  }

  private static Answer upload(Visit visit) throws Exception {
    Result made = visit.call(Request.of("POST", body(visit.request()), "certificates"));
    return visit.done(
        "/certificates/" + new Doc(made.body()).text("id"), "certificate", made.version());
  }

  private static Answer replace(Visit visit) throws Exception {
    String id = visit.request().path("id");
    Result made = visit.call(Request.of("PUT", body(visit.request()), "certificates", id));
    return visit.done("/certificates/" + id, "certificate", made.version());
  }

  private static Answer show(Visit visit) throws Exception {
    Doc certificate = visit.get("certificates", visit.request().path("id"));
    return visit.page(
        "certificates/certificate",
        Map.of(
            "certificate",
            certificate,
            "drawing",
            ChainDrawing.of(certificate.text("chain"), visit.now())));
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    Doc certificate = visit.get("certificates", visit.request().path("id"));
    String id = certificate.text("id");
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("certificate.delete.title", certificate.text("name")),
            "text", visit.t("certificate.delete.text"),
            "button", visit.t("delete"),
            "back", "/certificates/" + id,
            "cli", "edgekeep cert delete " + id));
  }

  private static Answer delete(Visit visit) throws Exception {
    visit.call(Request.delete("certificates", visit.request().path("id")));
    return visit.done("/certificates", "deleted", 0);
  }
}
