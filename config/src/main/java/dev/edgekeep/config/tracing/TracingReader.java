package dev.edgekeep.config.tracing;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.material.SecretReader;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tracing}: the collector, the share of requests, and whether clients are trusted.
 * Blocks on the files of header values.
 */
public final class TracingReader {
  private static final double DEFAULT_RATIO = 0.01;
  private static final Pattern RATIO = Pattern.compile("0|1|[01]?\\.[0-9]{1,9}");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VISIBLE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

  private final SecretReader secrets;

  public TracingReader(Materials materials) {
    this.secrets = new SecretReader(materials);
  }

  /**
   * The settings; null: there are none, or they are wrong and reported.
   *
   * @param takesRequests whether clients send requests here that may have a trace context, and
   *     {@code trustClient} may be given
   */
  public @Nullable TracingSettings read(@Nullable Value value, boolean takesRequests) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value otlp =
        section.require("otlp", "give the collector, as {endpoint: \"http://127.0.0.1:4318\"}");
    double ratio = ratio(section.get("sampleRatio"));
    boolean trustClient = takesRequests && section.flag("trustClient", false);
    Section collector = otlp == null ? null : otlp.section();
    URI endpoint = null;
    Map<String, String> headers = Map.of();
    if (collector != null) {
      endpoint =
          endpoint(
              collector.require(
                  "endpoint", "give the collector's URL, as \"http://127.0.0.1:4318\""));
      headers = headers(collector.get("headers"));
      collector.end();
    }
    section.end();
    return endpoint == null ? null : new TracingSettings(endpoint, headers, ratio, trustClient);
  }

  private static double ratio(@Nullable Value value) {
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return DEFAULT_RATIO;
    }
    double ratio = RATIO.matcher(text).matches() ? Double.parseDouble(text) : -1;
    if (ratio < 0 || ratio > 1) {
      value.error("expected a number from 0 to 1, as 0.01 for one request in a hundred");
      return DEFAULT_RATIO;
    }
    return ratio;
  }

  private static @Nullable URI endpoint(@Nullable Value value) {
    String text = value == null ? null : value.name();
    if (value == null || text == null) {
      return null;
    }
    try {
      URI uri = new URI(text);
      if (isCollector(uri)) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // The same message for all.
    }
    value.error(
        "expected the base URL of a collector without query, as http://127.0.0.1:4318; /v1/traces"
            + " is added");
    return null;
  }

  private static boolean isCollector(URI uri) {
    String scheme = uri.getScheme();
    return scheme != null
        && (scheme.equals("http") || scheme.equals("https"))
        && uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getQuery() == null
        && uri.getFragment() == null
        && !uri.getPath().endsWith("/v1/traces");
  }

  private Map<String, String> headers(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    Map<String, String> headers = new TreeMap<>();
    if (section == null) {
      return headers;
    }
    section
        .named()
        .forEach((name, each) -> {
          String text = header(each);
          if (!TOKEN.matcher(name).matches()) {
            each.error("the name is not that of an HTTP header");
          } else if (text != null && !VISIBLE.matcher(text).matches()) {
            each.error("the value has characters that no HTTP header has; it is not shown");
          } else if (text != null && headers.put(name.toLowerCase(Locale.ROOT), text) != null) {
            each.error("the same header in another spelling; remove one of them");
          }
        });
    return headers;
  }

  private @Nullable String header(Value value) {
    if (!(value.node() instanceof Mapping)) {
      return value.text();
    }
    Secret secret = secrets.read(value);
    try {
      return secret == null ? null : new String(secret.read());
    } catch (IOException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
