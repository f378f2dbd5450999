package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.text.Messages;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.user.Links;
import dev.edgekeep.control.user.Secret;
import dev.edgekeep.control.user.Sessions;
import dev.edgekeep.control.user.SignIn;
import dev.edgekeep.control.user.User;
import java.util.Locale;
import java.util.Map;

/** Signing in and out, one-time links, and the settings of the browser. */
public final class SignInPages {
  private final SignIn signIn;
  private final Sessions sessions;
  private final Links links;

  public SignInPages(SignIn signIn, Sessions sessions, Links links) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.links = links;
  }

  public void addTo(Gate gate) {
    gate.openPage("/signin", SignInPages::form);
    gate.openAction("/signin", this::signIn, SignInPages::form);
    gate.openPage("/link/{secret}", this::link);
    gate.openAction("/link/{secret}", this::useLink, this::link);
    gate.action("/signout", this::signOut, SignInPages::form);
    gate.openAction("/preferences", SignInPages::prefer, SignInPages::form);
  }

  private static Answer form(Visit visit) {
    return visit.page("signin", Map.of("to", target(visit.request().query("to"))));
  }

  /** A path of the console: never an address of another machine. */
  private static String target(String wanted) {
    boolean isPath = wanted.startsWith("/") && !wanted.startsWith("//") && !wanted.contains("\\");
    return isPath && wanted.chars().allMatch(c -> c > 32 && c < 127) ? wanted : "/";
  }

  private Answer signIn(Visit visit) {
    PageRequest request = visit.request();
    User user =
        signIn
            .withPassword(
                request.form("name"),
                request.form("password"),
                request.address(),
                Cookies.browser(request))
            .orElseThrow(() -> DomainException.unauthenticated(visit.t("signin.wrong")));
    return begin(request, user, target(request.form("to")));
  }

  private Answer begin(PageRequest request, User user, String target) {
    String agent = request.header("User-Agent");
    Secret session = sessions.begin(user, request.address(), agent == null ? "" : agent);
    String cookies =
        Cookies.setSession(request, session)
            + "\n"
            + Cookies.setBrowser(request, signIn.remember(user));
    return Html.redirect(target).header("Set-Cookie", cookies);
  }

  private Answer link(Visit visit) {
    Links.Link link = found(visit);
    return visit.page("link", Map.of("userName", link.userName(), "expiresAt", link.expiresAt()));
  }

  private Links.Link found(Visit visit) {
    return Secret.parse(visit.request().path("secret"))
        .flatMap(links::find)
        .orElseThrow(() -> DomainException.notFound(visit.t("link.gone")));
  }

  private Answer useLink(Visit visit) {
    PageRequest request = visit.request();
    Links.Link _ = found(visit);
    if (!request.form("password").equals(request.form("again"))) {
      throw DomainException.invalid("again", visit.t("link.differ"));
    }
    User user =
        links.use(
            Secret.parse(request.path("secret")).orElseThrow(),
            request.form("name").strip().toLowerCase(Locale.ROOT),
            request.form("password"),
            request.address());
    return begin(request, user, "/");
  }

  private Answer signOut(Visit visit) {
    sessions.end(visit.caller(), visit.caller().actor(null, null), visit.session().id());
    return Html.redirect("/signin").header("Set-Cookie", Cookies.endSession(visit.request()));
  }

  /** Language and theme, for this browser. */
  private static Answer prefer(Visit visit) {
    PageRequest request = visit.request();
    Answer back = Html.redirect(target(request.form("to")));
    String language = request.form("language");
    if (Messages.LANGUAGES.containsKey(language)) {
      return back.header("Set-Cookie", Cookies.preference(Cookies.LANGUAGE, language));
    }
    String theme = request.form("theme");
    return theme.matches("light|dark|auto")
        ? back.header("Set-Cookie", Cookies.preference(Cookies.THEME, theme))
        : back;
  }
}
