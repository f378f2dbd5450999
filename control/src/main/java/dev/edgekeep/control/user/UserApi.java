package dev.edgekeep.control.user;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.site.Sites;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /users}, {@code /sessions} and {@code /console-links}. */
public final class UserApi implements Feature {
  private final Users users;
  private final Sessions sessions;
  private final Links links;
  private final SignInCertificates certificates;
  private final Sites sites;
  private final Supplier<String> url;

  /**
   * @param url of the console, as {@code https://edge.example.com}
   */
  public UserApi(
      Users users,
      Sessions sessions,
      Links links,
      SignInCertificates certificates,
      Sites sites,
      Supplier<String> url) {
    this.users = users;
    this.sessions = sessions;
    this.links = links;
    this.certificates = certificates;
    this.sites = sites;
    this.url = url;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/users", Role.ADMIN, this::list);
    routes.put("/users/{user}/rights", Role.ADMIN, this::change);
    routes.delete("/users/{user}", Role.ADMIN, this::delete);
    routes.delete("/users/{user}/sessions", Role.ADMIN, this::endSessions);
    routes.get("/users/{user}/certificates", Role.ADMIN, this::listCertificates);
    routes.delete("/users/{user}/certificates/{certificate}", Role.ADMIN, this::removeCertificate);
    routes.get(
        "/sessions",
        Role.VIEWER,
        call -> Answer.ok(new Page<>(sessions.list(call.caller()), null)));
    routes.delete("/sessions/{session}", Role.VIEWER, this::endSession);
    routes.post("/console-links", Role.ADMIN, this::createLink);
  }

  private Answer list(Call call) {
    return Answer.ok(users.list(call.caller(), call.paging()).map(UserView::of));
  }

  private Answer change(Call call) {
    call.caller().requireWholeAccount();
    Users.Rights rights = call.body(section -> rights(call.caller(), section));
    User user = users.change(call.actor(), call.path("user"), rights, call::requireMatch);
    return Answer.ok(UserView.of(user)).revision(user.revision());
  }

  private Answer delete(Call call) {
    call.caller().requireWholeAccount();
    users.delete(call.actor(), call.path("user"), call::requireMatch);
    return Answer.noContent();
  }

  private Answer endSessions(Call call) {
    call.caller().requireWholeAccount();
    sessions.endAll(call.actor(), users.require(call.caller(), call.path("user")));
    return Answer.noContent();
  }

  private Answer listCertificates(Call call) {
    call.caller().requireWholeAccount();
    User user = users.require(call.caller(), call.path("user"));
    return Answer.ok(new Page<>(certificates.list(user), null));
  }

  private Answer removeCertificate(Call call) {
    call.caller().requireWholeAccount();
    User user = users.require(call.caller(), call.path("user"));
    certificates.remove(call.actor(), user, call.path("certificate"));
    return Answer.noContent();
  }

  private Answer endSession(Call call) {
    sessions.end(call.caller(), call.actor(), call.path("session"));
    return Answer.noContent();
  }

  /** The link as the API shows it, once. */
  private record LinkView(String link, Instant expiresAt) {}

  /**
   * A link to create: for an existing user, or for a new one.
   *
   * @param user null: for a new user
   * @param rights of the new user; null: for an existing one
   */
  private record Wanted(@Nullable String user, Users.@Nullable Rights rights) {}

  private Answer createLink(Call call) {
    call.caller().requireWholeAccount();
    Wanted wanted = call.body(section -> wanted(call.caller(), section));
    Links.Made made =
        wanted.rights() == null
            ? links.reset(call.actor(), users.require(call.caller(), String.valueOf(wanted.user())))
            : links.invite(call.actor(), wanted.rights());
    LinkView view = new LinkView(url.get() + "/link/" + made.secret().text(), made.expiresAt());
    return Answer.created("/console-links", view);
  }

  private @Nullable Wanted wanted(Caller caller, Section section) {
    Value user = section.get("user");
    if (user != null) {
      String name = user.text();
      return name == null ? null : new Wanted(name, null);
    }
    Users.Rights rights = rights(caller, section);
    return rights == null ? null : new Wanted(null, rights);
  }

  private Users.@Nullable Rights rights(Caller caller, Section section) {
    Value roleValue = section.require("role", "give viewer, operator or admin");
    Role role = roleValue == null ? null : roleValue.choice(Role.byLabel());
    Value site = section.get("site");
    String siteName = site == null ? null : site.text();
    if (role == null) {
      return null;
    }
    return new Users.Rights(role, siteName == null ? null : sites.require(caller, siteName).id());
  }
}
