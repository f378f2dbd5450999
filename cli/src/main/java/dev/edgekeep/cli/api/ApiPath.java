package dev.edgekeep.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path of the API below {@code /api/v1}, with its query. Immutable. */
public record ApiPath(String text) {
  static final String BASE = "/api/v1";

  /** A path of segments, which are percent-encoded where necessary. */
  public static ApiPath of(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(encoded(segment));
    }
    return new ApiPath(path.toString());
  }

  /** This path with another segment. */
  public ApiPath then(String segment) {
    return new ApiPath(text + "/" + encoded(segment));
  }

  /** This path with a query parameter, unless the value is null. */
  public ApiPath with(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    return new ApiPath(
        text + (text.indexOf('?') < 0 ? '?' : '&') + name + '=' + encoded(value.toString()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2A", "*");
  }

  @Override
  public String toString() {
    return text;
  }
}
