package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes} of a host. One document. */
final class RouteReader {
  private static final Map<String, Boolean> REQUIREMENTS = requirements();

  private final @Nullable Mode mode;
  private final AmbiguousPaths ambiguousPaths;
  private final List<Draft> drafts = new ArrayList<>();

  /**
   * A route, and the values that refer to others.
   *
   * @param cas null where every client CA of the host counts
   */
  record Draft(RouteContent content, @Nullable Value origin, @Nullable List<Value> cas) {}

  private RouteReader(@Nullable Mode mode, AmbiguousPaths ambiguousPaths) {
    this.mode = mode;
    this.ambiguousPaths = ambiguousPaths;
  }

  /**
   * The routes that are well-formed.
   *
   * @param mode of the host; null: it is not known here
   */
  static List<Draft> read(
      @Nullable Value value, @Nullable Mode mode, AmbiguousPaths ambiguousPaths) {
    if (value == null || value.isNothing()) {
      return List.of();
    }
    List<Value> items = value.items();
    if (!Route.COUNT.contains(items.size())) {
      value.error("%,d routes are too many; give a number %s".formatted(items.size(), Route.COUNT));
      return List.of();
    }
    RouteReader reader = new RouteReader(mode, ambiguousPaths);
    items.forEach(reader::route);
    reader.checkExpressions(value);
    int steps = reader.drafts.stream().mapToInt(draft -> draft.content().path().steps()).sum();
    if (steps > Route.MAX_STEPS) {
      value.error(
          "matching paths with stars and regular expressions takes up to %,d steps for each character, and at most %,d are allowed; give paths, or prefixes as /api/*, instead of some"
              .formatted(steps, Route.MAX_STEPS));
    }
    return reader.drafts;
  }

  private void route(Value item) {
    Section section = item.section();
    if (section == null) {
      return;
    }
    Value path = section.require("path", "give one, as in /api/*");
    Value origin = section.get("origin");
    Value rewrite = section.get("rewrite");
    Value requirement = section.get("clientCertificate");
    Value cas = section.get("cas");
    section.end();
    PathPattern pattern = path == null ? null : pattern(path);
    Boolean isRequired = requirement == null ? null : requirement.choice(REQUIREMENTS);
    boolean isProtected = isRequired != null && isRequired;
    boolean isPossible = requirement == null || !isProtected || canProtect(requirement);
    List<Value> caItems = cas == null ? null : cas(cas, isProtected);
    String originName = origin == null ? null : origin.name();
    String prefix = rewrite == null ? null : prefix(rewrite, pattern);
    if (path == null || pattern == null || !isPossible) {
      return;
    }
    RouteContent content =
        new RouteContent(pattern, originName, prefix, clients(isProtected, caItems));
    tellCovered(path, content);
    drafts.add(new Draft(content, origin, caItems));
  }

  private void checkExpressions(Value routes) {
    long expressions =
        drafts.stream()
            .filter(draft -> draft.content().path() instanceof PathPattern.Expression)
            .count();
    if (!Route.EXPRESSIONS.contains(expressions)) {
      routes.error(
          "%,d regular expressions are too many; give a number %s, and use /path/* or stars for the others"
              .formatted(expressions, Route.EXPRESSIONS));
      drafts.clear();
    }
  }

  private static @Nullable PathPattern pattern(Value value) {
    String text = value.text();
    try {
      return text == null ? null : PathPattern.of(text);
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean canProtect(Value requirement) {
    if (mode == Mode.OFF) {
      requirement.error(
          "the host asks for no certificates; set clientAuth.mode to request, or to require");
    }
    if (ambiguousPaths == AmbiguousPaths.ALLOW) {
      requirement.error(
          "forward.ambiguousPaths: allow would lead around this route; remove it, or the"
              + " requirement");
    }
    return mode != Mode.OFF && ambiguousPaths != AmbiguousPaths.ALLOW;
  }

  private static List<Value> cas(Value value, boolean isProtected) {
    if (!isProtected) {
      value.error("this has an effect only with clientCertificate: required; add that");
    }
    List<Value> items = value.items();
    if (items.isEmpty()) {
      value.error("name at least one of the host's client CAs, or remove this");
    }
    return items;
  }

  private static Clients clients(boolean isProtected, @Nullable List<Value> cas) {
    if (cas == null) {
      return isProtected ? Clients.VERIFIED : Clients.ANY;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Value item : cas) {
      String name = item.name();
      if (name != null && !names.add(name)) {
        item.error("this client CA is listed already; remove it");
      }
    }
    return new Clients.VerifiedBy(names);
  }

  private static @Nullable String prefix(Value rewrite, @Nullable PathPattern pattern) {
    Section section = rewrite.section();
    if (section == null) {
      return null;
    }
    Value value = section.require("prefix", "give the path that replaces the route's, as in /");
    section.end();
    PathPattern read = value == null ? null : pattern(value);
    if (value == null || read == null) {
      return null;
    }
    if (!(read instanceof PathPattern.Exact)) {
      value.error("give a path without stars, as in /v2");
      return null;
    }
    if (pattern instanceof PathPattern.Wildcard || pattern instanceof PathPattern.Expression) {
      value.error(
          "only a path without stars, or with /* at its end, has a prefix to replace; use a rule"
              + " with the action rewrite");
      return null;
    }
    return read.text();
  }

  private void tellCovered(Value path, RouteContent content) {
    for (int i = 0; i < drafts.size(); i++) {
      if (drafts.get(i).content().covers(content.path())) {
        path.warning(
            "the route %s comes first and matches all of these paths; put this one before it"
                .formatted(drafts.get(i).content().path().text()));
        return;
      }
    }
  }

  private static Map<String, Boolean> requirements() {
    Map<String, Boolean> requirements = new LinkedHashMap<>();
    requirements.put("required", true);
    requirements.put("optional", false);
    return requirements;
  }
}
