package dev.edgekeep.edge.dial;

import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason why a connection failed, for people: without names of functions and numbers of errors.
 */
public final class FailureReason {
  /** Alerts as BoringSSL and the JDK write them. */
  private static final Pattern ALERT =
      Pattern.compile("(?:_ALERT_|fatal alert: )(?<name>[A-Za-z_]+)");

  private static final Pattern TLS_ERROR = Pattern.compile("OPENSSL_internal:(?<name>[A-Z0-9_]+)");

  /** Netty's words before those of the operating system. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-\\d+\\))?: ");

  /** The alerts of a server that rejects the client's certificate (RFC 8446 §6.2). */
  private static final Set<String> ABOUT_CERTIFICATES =
      Set.of(
          "bad certificate",
          "unsupported certificate",
          "certificate revoked",
          "certificate expired",
          "certificate unknown",
          "certificate required",
          "unknown ca",
          "access denied");

  private FailureReason() {}

  /** The reason that an exception gives: its innermost message, which TLS wraps. */
  public static String of(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause().getMessage() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    if (message == null) {
      return root instanceof ClosedChannelException
          ? "it closed the connection"
          : root.getClass().getSimpleName();
    }
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      return alert(words(alert.group("name")));
    }
    Matcher error = TLS_ERROR.matcher(message);
    return error.find()
        ? "TLS failed: " + words(error.group("name"))
        : SYSTEM_CALL.matcher(message).replaceFirst("");
  }

  private static String alert(String name) {
    if (name.equals("no application protocol")) {
      return "it does not offer HTTP/2 (TLS alert: no application protocol)";
    }
    return ABOUT_CERTIFICATES.contains(name)
        ? "it refused the edge's certificate (TLS alert: %s)".formatted(name)
        : "it ended TLS with the alert: " + name;
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
