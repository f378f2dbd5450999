package dev.edgekeep.control.console.page;

import com.google.common.base.Splitter;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.config.ConsoleSettings;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.console.text.Messages;
import dev.edgekeep.control.console.text.Times;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.user.Client;
import dev.edgekeep.control.user.Secret;
import dev.edgekeep.control.user.Session;
import dev.edgekeep.control.user.SignIn;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user's visit to one page. One thread. */
public final class Visit {
  /** So long after proving to be this person the user may do what cannot be undone. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final Workings workings;
  private final PageRequest request;
  private final Messages messages;
  private final @Nullable Signed signed;
  private @Nullable DomainException problem;
  private boolean isConfirmed;

  /** The parts that all visits use. */
  record Workings(
      Operations operations,
      SignIn signIn,
      Html html,
      Assets assets,
      ConsoleSettings settings,
      InstantSource clock) {}

  /** A session with the secret that the browser has shown. */
  record Signed(Session session, Secret secret) {}

  Visit(Workings workings, PageRequest request, Messages messages, @Nullable Signed signed) {
    this.workings = workings;
    this.request = request;
    this.messages = messages;
    this.signed = signed;
  }

  public PageRequest request() {
    return request;
  }

  /** Returns whether somebody has signed in. */
  public boolean isSignedIn() {
    return signed != null;
  }

  /** The session. Only where somebody has signed in. */
  public Session session() {
    return signed().session();
  }

  /** The client of this request. */
  public Client client() {
    return client(request);
  }

  static Client client(PageRequest request) {
    String certificate =
        request.clientCertificate().map(der -> Fingerprint.sha256(Slice.of(der)).hex()).orElse("");
    return new Client(request.address(), certificate);
  }

  /** Returns whether the server asks browsers for certificates. */
  public boolean asksForCertificates() {
    return workings.settings().asksForCertificates();
  }

  Secret secret() {
    return signed().secret();
  }

  private Signed signed() {
    if (signed == null) {
      throw new IllegalStateException("nobody has signed in");
    }
    return signed;
  }

  public Caller caller() {
    return session().caller();
  }

  // --- The API ---------------------------------------------------------------------------------

  /** Calls an operation of the API as this user. */
  public Operations.Result call(Operations.Request wanted) throws Exception {
    return workings.operations().call(caller(), wanted);
  }

  /** A record, or a list. */
  public Doc get(String... path) throws Exception {
    return new Doc(call(Operations.Request.get(path)).body());
  }

  /** A list with parameters; empty values are left out. */
  public Doc list(Map<String, String> parameters, String... path) throws Exception {
    Map<String, String> given = new LinkedHashMap<>(parameters);
    given.values().removeIf(String::isEmpty);
    return new Doc(call(Operations.Request.get(path).with(given)).body());
  }

  /** Returns whether the user's role allows an operation; pages offer no other. */
  public boolean may(String method, String... path) {
    return signed != null && workings.operations().allows(caller(), method, path);
  }

  /** Returns whether the user must enter the password again before an irreversible action. */
  public boolean mustConfirm() {
    return !isConfirmed
        && workings.clock().instant().isAfter(session().authenticatedAt().plus(FRESH));
  }

  /** The user has proven to be this person. */
  void confirmed() {
    isConfirmed = true;
  }

  /**
   * Requires the password of the user.
   *
   * @throws DomainException when it is wrong, or was wrong too often
   */
  public void requirePassword(String password) {
    String name = session().user().name();
    boolean isRight =
        workings
            .signIn()
            .withPassword(name, password, request.address(), Cookies.browser(request))
            .isPresent();
    if (!isRight) {
      throw DomainException.invalid("password", t("confirm.wrong"));
    }
  }

  // --- Texts -----------------------------------------------------------------------------------

  public String t(String key, Object... values) {
    return messages.of(key, values);
  }

  /** A word of the API for people. */
  public String word(String prefix, String word) {
    return messages.word(prefix, word);
  }

  public Messages messages() {
    return messages;
  }

  public String ago(Instant time) {
    return Times.relative(messages, time, now());
  }

  public String exact(Instant time) {
    return Times.exact(time);
  }

  public Instant now() {
    return workings.clock().instant();
  }

  /** The days until a time; 0 when it has passed. */
  public long daysUntil(Instant time) {
    return Math.max(0, Duration.between(now(), time).toDays());
  }

  // --- The page --------------------------------------------------------------------------------

  public String asset(String name) {
    return workings.assets().address(name);
  }

  /** The token of the page's forms. */
  public String csrf() {
    return signed == null ? "" : Csrf.token(signed.secret());
  }

  /** {@code light}, {@code dark} or {@code auto}. */
  public String theme() {
    return request
        .cookie(Cookies.THEME)
        .filter(value -> value.equals("light") || value.equals("dark"))
        .orElse("auto");
  }

  /** Returns whether htmx requests a part of a page. */
  public boolean isPart() {
    return request.header("HX-Request") != null
        && request.header("HX-Boosted") == null
        && request.header("HX-History-Restore-Request") == null;
  }

  /** Returns whether the page belongs to a section of the navigation. */
  public boolean isIn(String section) {
    return section.equals(sectionOf(request.rawPath()));
  }

  /** The records of a site have sections of their own: {@code /sites/example.com/rules/…}. */
  private static String sectionOf(String path) {
    List<String> parts = Splitter.on('/').splitToList(path);
    if (parts.size() > 3 && parts.get(1).equals("sites") && !parts.get(3).equals("delete")) {
      return switch (parts.get(3)) {
        case "origins" -> "/sites";
        case "client-ca" -> "/client-cas";
        default -> "/" + parts.get(3);
      };
    }
    return parts.get(1).equals("deployments") ? "/nodes" : "/" + parts.get(1);
  }

  /** A field of the form that was sent; before that, the value that there is. */
  public String field(String name, String present) {
    return problem == null ? present : request.form(name);
  }

  /** A box of the form that was sent; before that, the value that there is. */
  public boolean box(String name, boolean present) {
    return problem == null ? present : !request.form(name).isEmpty();
  }

  void refuse(DomainException refusal) {
    problem = refusal;
  }

  /** The reason for which the action was refused; empty: it was not. */
  public String problem() {
    return problem == null ? "" : String.valueOf(problem.getMessage());
  }

  /** All faults of the form that was sent. */
  public List<Violation> violations() {
    return problem == null ? List.of() : problem.violations();
  }

  /** The fault of one field; empty: it has none. */
  public String fault(String path) {
    return violations().stream()
        .filter(violation -> violation.path().equals(path))
        .map(Violation::message)
        .findFirst()
        .orElse("");
  }

  /** A page for this visit. */
  public Answer page(String template, Map<String, Object> values) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("v", this);
    return workings.html().page(problem == null ? 200 : 422, template, all);
  }

  /** Sends the browser to a page that says what was done. */
  public Answer done(String location, String what, long version) {
    String deployment = version == 0 ? "" : "&v=" + version;
    return Html.redirect(
        location + (location.contains("?") ? "&" : "?") + "done=" + what + deployment);
  }

  /** The confirmation of the action that led to this page; empty: there was none. */
  public String justDone() {
    String key = "done." + request.query("done");
    return messages.has(key) ? messages.of(key) : "";
  }

  /** The deployment of what was done before this page was shown; empty: there is none. */
  public String justDeployed() {
    String version = request.query("v");
    return version.matches("[0-9]{1,18}") ? version : "";
  }

  /** A word of a command line, quoted for the shell where it must be. */
  public static String shell(String word) {
    return word.matches("[A-Za-z0-9._:/@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The address to come back to after a choice of language or theme. */
  public String here() {
    if (request.method().equals("GET")) {
      return request.rawPath() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    }
    return request.rawPath().startsWith("/link/") ? request.rawPath() : "/";
  }

  /** A part of a path or query, encoded. */
  public static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
