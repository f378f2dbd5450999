package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.BodyLimit;
import dev.edgekeep.control.api.Operations;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.api.Pages;
import dev.edgekeep.control.config.ConsoleSettings;
import dev.edgekeep.control.console.text.Messages;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.user.Secret;
import dev.edgekeep.control.user.Session;
import dev.edgekeep.control.user.Sessions;
import dev.edgekeep.control.user.SignIn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to every page: finds the session, refuses forged requests, and shows refusals as pages.
 * Any thread.
 */
public final class Gate {
  private static final int MOST_PAGES = 64;

  private final Pages pages;
  private final Parts parts;
  private final Visit.Workings workings;

  /** Rendering a page takes memory and time, whoever asks for it. */
  private final Semaphore places = new Semaphore(MOST_PAGES);

  /**
   * The parts that the gate works with.
   *
   * @param failures receives failures of the control plane itself
   */
  public record Parts(
      Sessions sessions,
      SignIn signIn,
      Html html,
      Assets assets,
      Access access,
      InstantSource clock,
      Consumer<Exception> failures) {}

  /**
   * The way in which browsers reach the console.
   *
   * @param hasTls whether the API itself does TLS: pages are then sent over TLS only, except on the
   *     machine itself
   */
  public record Access(ConsoleSettings settings, boolean hasTls) {}

  public Gate(Pages pages, Operations operations, Parts parts) {
    this.pages = pages;
    this.parts = parts;
    this.workings =
        new Visit.Workings(
            operations,
            parts.signIn(),
            parts.html(),
            parts.assets(),
            parts.access().settings(),
            parts.clock());
  }

  /** Adds a page for signed-in users. */
  public void page(String path, View view) {
    pages.get(path, request -> answer(request, true, view));
  }

  /** Adds a page for everybody. */
  public void openPage(String path, View view) {
    pages.get(path, request -> answer(request, false, view));
  }

  /**
   * Adds an action of signed-in users.
   *
   * @param form shows the page again when the action is refused
   */
  public void action(String path, View action, View form) {
    post(path, BodyLimit.UPLOAD, true, action, form, false);
  }

  /** Adds an action that cannot be undone: the user proves to be this person before. */
  public void finalAction(String path, View action, View form) {
    post(path, BodyLimit.UPLOAD, true, action, form, true);
  }

  /** Adds an action of everybody. */
  public void openAction(String path, View action, View form) {
    post(path, BodyLimit.OCSP, false, action, form, false);
  }

  /** Adds the static files. */
  public void assets() {
    pages.get(
        "/assets/{file}",
        request -> {
          Answer file = parts.assets().send(request);
          return file != null
              ? file
              : error(visit(request), 404, DomainException.notFound("file", request.path("file")));
        });
  }

  /** Adds a stream of events for signed-in users. */
  public void stream(String path, Function<Visit, Operations.Request> wanted) {
    pages.stream(
        path,
        request -> {
          Visit visit = visit(request, false);
          if (!visit.isSignedIn()) {
            return null;
          }
          Secret secret = visit.secret();
          Session before = visit.session();
          return new Pages.Listening(
              visit.caller(),
              wanted.apply(visit),
              () ->
                  parts
                      .sessions()
                      .find(secret, visit.client(), false)
                      .filter(now -> now.caller().equals(before.caller()))
                      .isPresent());
        });
  }

  /** Shows a page for every address that does not exist. */
  public void missing() {
    pages.missing(
        request -> error(visit(request), 404, DomainException.notFound("page", request.rawPath())));
  }

  private void post(
      String path, BodyLimit limit, boolean signedIn, View action, View form, boolean isFinal) {
    pages.post(
        path,
        limit,
        !signedIn,
        request -> answer(request, signedIn, visit -> acted(visit, action, form, isFinal)));
  }

  private Answer acted(Visit visit, View action, View form, boolean isFinal) throws Exception {
    requireOwn(visit);
    try {
      if (isFinal) {
        confirm(visit);
      }
      return action.show(visit);
    } catch (DomainException e) {
      visit.refuse(e);
      return form.show(visit);
    }
  }

  /** The form was made by this console, for this session (Sec-Fetch-Site, Origin and token). */
  private static void requireOwn(Visit visit) {
    PageRequest request = visit.request();
    // The form is read here for the first time; one that cannot be read cannot be shown again.
    String token = request.form("csrf");
    String site = request.header("Sec-Fetch-Site");
    boolean isForeign =
        (site != null && !site.equals("same-origin") && !site.equals("none"))
            || !isOwnOrigin(request);
    boolean isForged = visit.isSignedIn() && !Csrf.isOf(visit.secret(), token);
    if (isForeign || isForged) {
      throw DomainException.forbidden(visit.t("error.forged"));
    }
  }

  private static boolean isOwnOrigin(PageRequest request) {
    String origin = request.header("Origin");
    String host = request.header("Host");
    return origin == null
        || host == null
        || origin.toLowerCase(Locale.ROOT).endsWith("://" + host.toLowerCase(Locale.ROOT));
  }

  private void confirm(Visit visit) {
    if (visit.mustConfirm()) {
      String password = visit.request().form("password");
      if (password.isEmpty()) {
        throw DomainException.invalid("password", visit.t("confirm.why"));
      }
      visit.requirePassword(password);
      parts.sessions().confirm(visit.session());
      visit.confirmed();
    }
  }

  private Answer answer(PageRequest request, boolean signedIn, View view) throws Exception {
    noteTlsInFront(request);
    if (mustBeSecure(request)) {
      return Html.redirect("https://" + request.header("Host") + request.rawPath());
    }
    if (!places.tryAcquire()) {
      throw DomainException.busy("many pages are shown now; try again", Duration.ofSeconds(1));
    }
    try {
      return shown(request, signedIn, view);
    } finally {
      places.release();
    }
  }

  /**
   * A page is sent over TLS where the API does it. On the machine itself, nobody can listen, and
   * the API's certificate is often one that browsers do not know; only signing in with a
   * certificate needs TLS there.
   */
  private boolean mustBeSecure(PageRequest request) {
    Access access = parts.access();
    return access.hasTls()
        && !request.isSecure()
        && request.method().equals("GET")
        && (access.settings().asksForCertificates() || !request.isLocal());
  }

  private Answer shown(PageRequest request, boolean signedIn, View view) throws Exception {
    Visit visit = visit(request);
    if (signedIn && !visit.isSignedIn()) {
      String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
      String wanted = request.method().equals("GET") ? request.rawPath() + query : "/";
      if (request.header("HX-Request") != null) {
        return new Answer(401, null, Map.of("HX-Redirect", "/signin"), 0);
      }
      return Html.redirect("/signin?to=" + Visit.encode(wanted));
    }
    try {
      return view.show(visit);
    } catch (DomainException e) {
      return error(visit, status(e), e);
    } catch (Exception e) {
      if (Pages.isForAllPaths(e)) {
        throw e;
      }
      parts.failures().accept(e);
      return error(visit, 500, DomainException.damaged(visit.t("error.failed")));
    }
  }

  private static int status(DomainException refusal) {
    return switch (refusal.kind()) {
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT, LIMIT_REACHED -> 409;
      case STALE -> 412;
      case INVALID -> 422;
      case TOO_MANY -> 429;
      case BUSY, KEY_UNAVAILABLE -> 503;
      case DAMAGED -> 500;
    };
  }

  private Answer error(Visit visit, int status, DomainException refusal) {
    return parts
        .html()
        .page(
            status,
            "error",
            Map.of("v", visit, "status", status, "message", String.valueOf(refusal.getMessage())));
  }

  private void noteTlsInFront(PageRequest request) {
    String host = request.header("Host");
    if (host != null && parts.access().settings().isBehindTls(host)) {
      request.behindTls();
    }
  }

  private Visit visit(PageRequest request) {
    return visit(request, request.header("X-Renew") == null);
  }

  /**
   * @param isUse whether a person does something; else a page renews itself
   */
  private Visit visit(PageRequest request, boolean isUse) {
    noteTlsInFront(request);
    return new Visit(workings, request, messages(request), signed(request, isUse));
  }

  private static Messages messages(PageRequest request) {
    return request
        .cookie(Cookies.LANGUAGE)
        .filter(Messages.LANGUAGES::containsKey)
        .map(Messages::in)
        .orElseGet(() -> {
          String accepted = request.header("Accept-Language");
          return Messages.accepted(accepted == null ? "" : accepted);
        });
  }

  private Visit.@Nullable Signed signed(PageRequest request, boolean isUse) {
    Optional<Secret> secret = Cookies.session(request);
    return secret
        .flatMap(found -> parts.sessions().find(found, Visit.client(request), isUse))
        .map(session -> new Visit.Signed(session, secret.orElseThrow()))
        .orElse(null);
  }
}
