package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.text.Messages;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.user.Links;
import dev.edgekeep.control.user.Secret;
import dev.edgekeep.control.user.Sessions;
import dev.edgekeep.control.user.SignIn;
import dev.edgekeep.control.user.SignInCertificates;
import dev.edgekeep.control.user.User;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signing in and out, one-time links, and the settings of the browser. */
public final class SignInPages {
  private final SignIn signIn;
  private final SignInCertificates certificates;
  private final Sessions sessions;
  private final Links links;

  public SignInPages(
      SignIn signIn, SignInCertificates certificates, Sessions sessions, Links links) {
    this.signIn = signIn;
    this.certificates = certificates;
    this.sessions = sessions;
    this.links = links;
  }

  public void addTo(Gate gate) {
    gate.openPage("/signin", this::form);
    gate.openAction("/signin", this::signIn, this::form);
    gate.openAction("/signin/certificate", this::signInWithCertificate, this::form);
    gate.openPage("/link/{secret}", this::link);
    gate.openAction("/link/{secret}", this::useLink, this::link);
    gate.action("/signout", this::signOut, this::form);
    gate.openAction("/preferences", SignInPages::prefer, this::form);
  }

  private Answer form(Visit visit) {
    return visit.page(
        "signin",
        Map.of(
            "to",
            target(visit.request().query("to")),
            "candidates",
            certificates.candidates(visit.client())));
  }

  /** A path of the console: never an address of another machine. */
  private static String target(String wanted) {
    boolean isPath = wanted.startsWith("/") && !wanted.startsWith("//") && !wanted.contains("\\");
    return isPath && wanted.chars().allMatch(c -> c > 32 && c < 127) ? wanted : "/";
  }

  private Answer signIn(Visit visit) {
    PageRequest request = visit.request();
    requirePrivate(visit);
    User user =
        signIn
            .withPassword(
                request.form("name"),
                request.form("password"),
                request.address(),
                Cookies.browser(request))
            .orElseThrow(() -> DomainException.unauthenticated(visit.t("signin.wrong")));
    return begin(visit, user, null, target(request.form("to")));
  }

  /** With the certificate of the TLS handshake; a session that was resumed has it, too. */
  private Answer signInWithCertificate(Visit visit) {
    SignInCertificates.Candidate found =
        certificates
            .find(visit.client(), visit.request().form("certificate"))
            .orElseThrow(
                () -> DomainException.unauthenticated(visit.t("signin.certificate.wrong")));
    String target = target(visit.request().form("to"));
    return begin(visit, found.user(), found.certificateId(), target);
  }

  /** Passwords and sessions are not sent in clear, except on the machine itself. */
  private static void requirePrivate(Visit visit) {
    if (!visit.request().isSecure() && !visit.request().isLocal()) {
      throw DomainException.forbidden(visit.t("signin.tls"));
    }
  }

  private Answer begin(Visit visit, User user, @Nullable String certificateId, String target) {
    PageRequest request = visit.request();
    if (visit.isSignedIn()) {
      end(visit);
    }
    String agent = request.header("User-Agent");
    Secret session =
        sessions.begin(user, visit.client(), agent == null ? "" : agent, certificateId);
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
    requirePrivate(visit);
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
    return begin(visit, user, null, "/");
  }

  private Answer signOut(Visit visit) {
    end(visit);
    return Html.redirect("/signin").header("Set-Cookie", Cookies.endSession(visit.request()));
  }

  private void end(Visit visit) {
    try {
      sessions.end(visit.caller(), visit.caller().actor(null, null), visit.session().id());
    } catch (DomainException e) {
      if (e.kind() != DomainException.Kind.NOT_FOUND) {
        throw e;
      }
      // It has ended already.
    }
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
