package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.RuleAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the actions {@code respond} and {@code cors}. */
final class ResponseActionReader {
  private static final List<String> METHODS = List.of("GET", "HEAD", "POST");

  private ResponseActionReader() {}

  static RuleAction respond(Section parameters) {
    int status = (int) parameters.number("status", RuleAction.Respond.STATUS, 200);
    Value body = parameters.get("body");
    Value type = parameters.get("contentType");
    String text = body == null ? null : body.text();
    if (text != null && (status == 204 || status == 304)) {
      parameters.error("a response with status %d has no body; remove body".formatted(status));
      text = null;
    }
    return new RuleAction.Respond(
        status, text, type == null ? null : HeaderActionReader.value(type));
  }

  static @Nullable RuleAction cors(Section parameters) {
    Value given = parameters.require("origins", "give one, as https://app.example.com");
    List<String> origins = given == null ? List.of() : origins(given);
    List<String> methods = tokens(parameters.get("methods"), "a method, as PUT");
    List<String> headers = tokens(parameters.get("headers"), "a header, as Content-Type");
    List<String> exposed = tokens(parameters.get("exposeHeaders"), "a header, as X-Total");
    boolean credentials = parameters.flag("credentials", false);
    long maxAge = parameters.number("maxAgeSeconds", Cors.MAX_AGE_SECONDS, 600);
    if (given == null || origins.isEmpty()) {
      return null;
    }
    if (origins.contains(Cors.ANY) && (credentials || origins.size() > 1)) {
      given.error(
          credentials
              ? "* is not allowed together with credentials; name the origins"
              : "* allows every origin; remove the others, or *");
      return null;
    }
    return new RuleAction.AllowOrigins(
        new Cors(
            origins, methods.isEmpty() ? METHODS : methods, headers, exposed, credentials, maxAge));
  }

  private static List<String> origins(Value value) {
    List<String> origins = new ArrayList<>();
    List<Value> items = items(value);
    for (Value item : items) {
      String text = item.text();
      String origin = text == null ? null : text.toLowerCase(Locale.ROOT);
      if (origin != null && Cors.isOrigin(origin)) {
        origins.add(origin);
      } else if (origin != null) {
        item.error(
            "%s is not an origin; give scheme and host, as https://app.example.com or https://*.example.com"
                .formatted(Quoted.text(origin)));
      }
    }
    if (items.isEmpty()) {
      value.error("the list is empty; give at least one origin");
    }
    return origins;
  }

  private static List<String> tokens(@Nullable Value value, String expected) {
    List<String> tokens = new ArrayList<>();
    for (Value item : value == null ? List.<Value>of() : items(value)) {
      String token = item.text();
      if (token != null && ForwardPolicy.isHeaderName(token)) {
        tokens.add(token);
      } else if (token != null) {
        item.error("%s is not %s".formatted(Quoted.text(token), expected));
      }
    }
    return tokens;
  }

  private static List<Value> items(Value value) {
    return value.node() instanceof Node.Scalar ? List.of(value) : value.items();
  }
}
