package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web origins that may read responses (the CORS protocol of the Fetch standard).
 *
 * @param origins {@code https://app.example.com}, {@code https://*.example.com}, or {@code *}
 *     alone; at least one
 * @param methods that a preflight allows
 * @param headers of requests that a preflight allows
 * @param exposeHeaders of responses that scripts may read
 * @param credentials whether requests with cookies or client certificates are allowed
 * @param maxAgeSeconds the time for which a preflight's answer may be kept
 */
public record Cors(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposeHeaders,
    boolean credentials,
    long maxAgeSeconds) {
  public static final Bounds MAX_AGE_SECONDS = new Bounds(0, 86_400);
  public static final String ANY = "*";

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://(\\*\\.)?([a-z0-9._-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?");
  private static final String ANY_LABEL = "://*.";

  public Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    exposeHeaders = List.copyOf(exposeHeaders);
    MAX_AGE_SECONDS.check("maxAgeSeconds", maxAgeSeconds);
    if (origins.isEmpty() || !origins.stream().allMatch(Cors::isOrigin)) {
      throw new IllegalArgumentException("origins is empty, or has something that is not one");
    }
    if (origins.contains(ANY) && (credentials || origins.size() > 1)) {
      throw new IllegalArgumentException("* is the only origin, and without credentials");
    }
  }

  /** Returns whether a text is an origin in lower case, with or without a wildcard. */
  public static boolean isOrigin(String text) {
    return text.equals(ANY) || ORIGIN.matcher(text).matches();
  }

  /** Returns whether every origin is allowed. */
  public boolean allowsAny() {
    return origins.getFirst().equals(ANY);
  }

  /**
   * The value of Access-Control-Allow-Origin for a request's Origin; null when it is none of them.
   */
  public @Nullable String allowed(String origin) {
    if (allowsAny()) {
      return ANY;
    }
    for (String each : origins) {
      if (each.equals(origin) || isBelow(each, origin)) {
        return origin;
      }
    }
    return null;
  }

  /** Returns whether a wildcard stands for the labels that the origin has in its place. */
  private static boolean isBelow(String pattern, String origin) {
    int star = pattern.indexOf(ANY_LABEL);
    if (star < 0) {
      return false;
    }
    int begin = star + "://".length();
    String end = pattern.substring(begin + 1);
    int labels = origin.length() - end.length();
    return labels > begin
        && origin.startsWith(pattern.substring(0, begin))
        && origin.endsWith(end)
        && isLabels(origin, begin, labels);
  }

  private static boolean isLabels(String text, int begin, int end) {
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
        return false;
      }
    }
    return text.charAt(begin) != '.' && text.charAt(end - 1) != '.';
  }
}
