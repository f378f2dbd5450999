package dev.edgekeep.control.console.people;

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
import dev.edgekeep.control.user.Sessions;
import dev.edgekeep.control.user.SignInCertificates;
import dev.edgekeep.control.user.Users;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Users, sessions and tokens, and the user's own account. */
public final class PeoplePages {
  private final Users users;
  private final Sessions sessions;
  private final SignInCertificates certificates;

  public PeoplePages(Users users, Sessions sessions, SignInCertificates certificates) {
    this.users = users;
    this.sessions = sessions;
    this.certificates = certificates;
  }

  public void addTo(Gate gate) {
    gate.page("/people", PeoplePages::show);
    gate.finalAction("/people/links", PeoplePages::createLink, PeoplePages::again);
    gate.finalAction("/people/tokens", PeoplePages::createToken, PeoplePages::again);
    gate.page("/people/tokens/{id}/delete", PeoplePages::revokeForm);
    gate.finalAction("/people/tokens/{id}/delete", PeoplePages::revoke, PeoplePages::revokeForm);
    gate.page("/people/users/{name}/delete", PeoplePages::deleteForm);
    gate.finalAction("/people/users/{name}/delete", PeoplePages::delete, PeoplePages::deleteForm);
    gate.finalAction("/people/users/{name}/rights", PeoplePages::setRights, PeoplePages::again);
    gate.page("/me", this::me);
    gate.action("/me/password", this::setPassword, this::me);
    gate.action("/me/sessions/{id}", PeoplePages::endSession, this::me);
    gate.action("/me/sessions", this::endOthers, this::me);
    gate.finalAction("/me/certificates", this::addCertificate, this::me);
    gate.action("/me/certificates/{id}/remove", this::removeCertificate, this::me);
  }

  private static Answer show(Visit visit) throws Exception {
    return show(visit, "", "");
  }

  /**
   * @param link a new link, to be shown once
   * @param token a new token, to be shown once
   */
  private static Answer show(Visit visit, String link, String token) throws Exception {
    SitePicker picker = SitePicker.of(visit);
    return visit.page(
        "people/people",
        Map.of(
            "users",
            Forms.all(visit, 5_000, "users"),
            "tokens",
            Forms.all(visit, 5_000, "tokens"),
            "sessions",
            visit.get("sessions"),
            "picker",
            picker,
            "link",
            link,
            "token",
            token));
  }

  /** Asks for the password, and keeps the rest of the form; else shows the page with the fault. */
  private static Answer again(Visit visit) throws Exception {
    if (!visit.mustConfirm()) {
      return show(visit);
    }
    Map<String, String> kept = new LinkedHashMap<>();
    for (String field : List.of("user", "name", "role", "site")) {
      kept.put(field, visit.request().form(field));
    }
    kept.values().removeIf(String::isEmpty);
    return visit.page(
        "confirm",
        Map.of(
            "title",
            visit.t("confirm"),
            "text",
            visit.t("confirm.access"),
            "button",
            visit.t("continue"),
            "back",
            "/people",
            "cli",
            "",
            "kept",
            kept));
  }

  private static ObjectNode rights(PageRequest request) {
    ObjectNode body = Forms.object();
    Forms.put(body, "role", request.form("role"));
    Forms.put(body, "site", request.form("site"));
    return body;
  }

  private static Answer createLink(Visit visit) throws Exception {
    ObjectNode body = rights(visit.request());
    if (!visit.request().form("user").isEmpty()) {
      body = Forms.object().put("user", visit.request().form("user"));
    }
    Result made = visit.call(Request.of("POST", body, "console-links"));
    return show(visit, new Doc(made.body()).text("link"), "");
  }

  private static Answer createToken(Visit visit) throws Exception {
    ObjectNode body = rights(visit.request());
    Forms.put(body, "name", visit.request().form("name"));
    Result made = visit.call(Request.of("POST", body, "tokens"));
    return show(visit, "", new Doc(made.body()).text("token"));
  }

  private static Answer revokeForm(Visit visit) throws Exception {
    String id = visit.request().path("id");
    Doc token =
        Forms.all(visit, 5_000, "tokens").stream()
            .filter(each -> each.text("id").equals(id))
            .findAny()
            .orElseThrow(() -> DomainException.notFound("token", id));
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("token.delete.title", token.text("name")),
            "text", visit.t("token.delete.text"),
            "button", visit.t("delete"),
            "back", "/people",
            "cli", "edgekeep token revoke " + Visit.shell(id)));
  }

  private static Answer revoke(Visit visit) throws Exception {
    visit.call(Request.delete("tokens", visit.request().path("id")));
    return visit.done("/people", "deleted", 0);
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    String wanted = visit.request().path("name");
    String name =
        Forms.all(visit, 5_000, "users").stream()
            .map(user -> user.text("name"))
            .filter(wanted::equals)
            .findAny()
            .orElseThrow(() -> DomainException.notFound("user", wanted));
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("user.delete.title", name),
            "text", visit.t("user.delete.text"),
            "button", visit.t("delete"),
            "back", "/people",
            "cli", "edgekeep user delete " + Visit.shell(name)));
  }

  private static Answer delete(Visit visit) throws Exception {
    visit.call(Request.delete("users", visit.request().path("name")));
    return visit.done("/people", "deleted", 0);
  }

  private static Answer setRights(Visit visit) throws Exception {
    String name = visit.request().path("name");
    visit.call(Request.of("PUT", rights(visit.request()), "users", name, "rights"));
    return visit.done("/people", "saved", 0);
  }

  private Answer me(Visit visit) throws Exception {
    List<Doc> own =
        visit.get("sessions").list("items").stream()
            .filter(session -> session.text("user").equals(visit.session().user().name()))
            .toList();
    return visit.page(
        "people/me",
        Map.of(
            "sessions",
            own,
            "certificates",
            certificates.list(visit.session().user()),
            "presented",
            presented(visit).map(each -> each.subject().toString()).orElse("")));
  }

  /** The certificate of this connection; empty: there is none that can be read. */
  private static Optional<Certificate> presented(Visit visit) {
    try {
      Optional<byte[]> der = visit.request().clientCertificate();
      return der.isEmpty() ? Optional.empty() : Optional.of(Certificate.parse(der.get()));
    } catch (CertificateFormatException e) {
      return Optional.empty();
    }
  }

  /** Adds the certificate of this connection: its key has signed the handshake. */
  private Answer addCertificate(Visit visit) {
    Certificate certificate =
        presented(visit)
            .orElseThrow(() -> DomainException.invalid("", visit.t("certificate.none")));
    certificates.add(visit.caller().actor(null, null), visit.session().user(), certificate);
    return visit.done("/me", "certificateAdded", 0);
  }

  private Answer removeCertificate(Visit visit) {
    certificates.remove(
        visit.caller().actor(null, null), visit.session().user(), visit.request().path("id"));
    return visit.done("/me", "removed", 0);
  }

  private Answer endOthers(Visit visit) {
    sessions.endOthers(visit.caller().actor(null, null), visit.session());
    return visit.done("/me", "others", 0);
  }

  /** Ends all sessions, this one too: whoever knows the new password signs in again. */
  private Answer setPassword(Visit visit) {
    PageRequest request = visit.request();
    visit.requirePassword(request.form("current"));
    if (!request.form("new").equals(request.form("again"))) {
      throw DomainException.invalid("again", visit.t("link.differ"));
    }
    users.changePassword(
        visit.caller().actor(null, null), visit.session().user(), request.form("new"));
    return visit.done("/signin", "password", 0);
  }

  private static Answer endSession(Visit visit) throws Exception {
    visit.call(Request.delete("sessions", visit.request().path("id")));
    return visit.done("/me", "ended", 0);
  }
}
