package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.user.Secret;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cookies of the console. None of them can be read by a script or sent from another site. */
final class Cookies {
  static final String THEME = "edgekeep-theme";
  static final String LANGUAGE = "edgekeep-language";
  private static final String SESSION = "edgekeep-session";
  private static final String BROWSER = "edgekeep-browser";
  private static final Duration YEAR = Duration.ofDays(365);

  private Cookies() {}

  /** The name: a browser takes one with this prefix only from a TLS server, for all of it. */
  private static String named(PageRequest request, String name) {
    return request.isSecure() ? "__Host-" + name : name;
  }

  static Optional<Secret> session(PageRequest request) {
    return request.cookie(named(request, SESSION)).flatMap(Secret::parse);
  }

  static Optional<Secret> browser(PageRequest request) {
    return request.cookie(named(request, BROWSER)).flatMap(Secret::parse);
  }

  /** Until the browser is closed or the session ends. */
  static String setSession(PageRequest request, Secret secret) {
    return set(request, SESSION, secret.text(), null);
  }

  static String endSession(PageRequest request) {
    return set(request, SESSION, "", Duration.ZERO);
  }

  static String setBrowser(PageRequest request, Secret secret) {
    return set(request, BROWSER, secret.text(), Duration.ofDays(90));
  }

  private static String set(
      PageRequest request, String name, String value, @Nullable Duration age) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s"
        .formatted(
            named(request, name),
            value,
            request.isSecure() ? "; Secure" : "",
            age == null ? "" : "; Max-Age=" + age.toSeconds());
  }

  /** A setting of the browser, such as the language. */
  static String preference(String name, String value) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d"
        .formatted(name, value, YEAR.toSeconds());
  }
}
