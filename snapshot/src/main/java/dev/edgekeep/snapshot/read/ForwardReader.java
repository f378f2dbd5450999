package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.type.Spelling;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import dev.edgekeep.snapshot.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code host}, {@code preserveHost} and {@code headers} of {@code forward}. */
final class ForwardReader {
  /** The number of header templates of a host. */
  private static final int MOST = 50;

  private ForwardReader() {}

  static ForwardedHost host(Section section) {
    Value host = section.get("host");
    Value preserve = section.get("preserveHost");
    if (host != null && preserve != null) {
      preserve.error("host says it already; keep one of them");
    }
    if (host == null) {
      return preserve == null || preserve.flag(true)
          ? ForwardedHost.OF_CLIENT
          : ForwardedHost.OF_SERVER;
    }
    String text = host.text();
    try {
      return text == null ? ForwardedHost.OF_CLIENT : new ForwardedHost.Fixed(text);
    } catch (IllegalArgumentException e) {
      host.error(String.valueOf(e.getMessage()));
      return ForwardedHost.OF_CLIENT;
    }
  }

  /**
   * The header templates.
   *
   * @param address the header that carries the client's address
   */
  static List<HeaderTemplate> headers(@Nullable Value value, String address) {
    Section section = value == null || value.isNothing() ? null : value.section();
    if (value == null || section == null) {
      return List.of();
    }
    Map<String, Value> named = section.named();
    if (named.size() > MOST) {
      value.error("%,d headers are too many; give at most %d".formatted(named.size(), MOST));
      return List.of();
    }
    Map<String, String> names = new HashMap<>();
    names.put(Spelling.HEADER_NAME.of(address), "clientAddress");
    List<HeaderTemplate> headers = new ArrayList<>(named.size());
    named.forEach((name, text) -> {
      HeaderTemplate header = header(name, text);
      String other = names.putIfAbsent(Spelling.HEADER_NAME.of(name), name);
      if (other != null) {
        text.error("an origin may take %s for %s; keep one of them".formatted(name, other));
      } else if (header != null) {
        headers.add(header);
      }
    });
    return headers;
  }

  private static @Nullable HeaderTemplate header(String name, Value value) {
    String text = value.text();
    if (!ForwardPolicy.isHeaderName(name)) {
      value.error(
          "%s is not a header name; give one, as X-Client-Subject".formatted(Quoted.text(name)));
      return null;
    }
    if (ReservedHeaders.contains(name)) {
      value.error("%s is the edge's own; give another header".formatted(name));
      return null;
    }
    try {
      return text == null ? null : new HeaderTemplate(name, Template.of(text));
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
