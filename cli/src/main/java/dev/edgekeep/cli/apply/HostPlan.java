package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hosts of a site: which become stricter first, which are changed or made then, and which are
 * removed when. One thread.
 */
final class HostPlan {
  private static final Set<String> TOLD =
      Set.of("id", "name", "createdAt", "updatedAt", "warnings");
  private static final String CLIENT_AUTH = "clientAuth";
  private static final String REQUIRE = "require";
  private static final String WILDCARD = "*";

  private final ApiClient api;
  private final AccountPlan account;
  private final String site;
  private final JsonNode wanted;
  private final Map<String, JsonNode> found;
  private final ApiPath path;
  private final Map<String, Planned> planned = new LinkedHashMap<>();

  /**
   * A host on its way.
   *
   * @param before null: it is new
   * @param settings of the file; null: the file does not have it
   * @param isGone whether it is removed
   * @param cas the number of client CAs that it is bound to before
   * @param released of these
   * @param bound to further ones
   */
  private record Planned(
      String name,
      @Nullable JsonNode before,
      @Nullable JsonNode settings,
      boolean isGone,
      int cas,
      int released,
      int bound) {
    private String modeBefore() {
      return before == null ? "off" : before.path(CLIENT_AUTH).path("mode").asString("off");
    }

    /** The mode that the file gives; empty: it gives none, and the mode stays. */
    private String modeWanted() {
      return settings == null ? "" : settings.path(CLIENT_AUTH).path("mode").asString("");
    }

    private boolean isRestricted() {
      return before != null && modeWanted().equals(REQUIRE) && !modeBefore().equals(REQUIRE);
    }

    /** As the bindings that are released leave it. */
    private String modeAfterRelease() {
      if (isRestricted()) {
        return REQUIRE;
      }
      boolean isLast = released > 0 && released == cas && bound == 0;
      return isLast && modeBefore().equals("request") ? "off" : modeBefore();
    }
  }

  HostPlan(
      ApiClient api,
      AccountPlan account,
      String site,
      JsonNode wanted,
      Map<String, JsonNode> found) {
    this.api = api;
    this.account = account;
    this.site = site;
    this.wanted = wanted;
    this.found = found;
    this.path = ApiPath.of("sites", site, "hosts");
  }

  /**
   * Compares the file with the hosts that there are.
   *
   * @throws CommandFailure when the file contradicts itself, before anything is changed
   */
  void plan(boolean prune, BindingPlan bindings) throws CommandFailure {
    Set<String> names = new LinkedHashSet<>(found.keySet());
    names.removeAll(wanted.propertyNames());
    names.addAll(wanted.propertyNames());
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      JsonNode before = found.get(name);
      Planned host =
          new Planned(
              name,
              before,
              wanted.get(name),
              prune && !wanted.has(name),
              before == null ? 0 : before.path(CLIENT_AUTH).path("cas").size(),
              bindings.released(name),
              bindings.bound(name));
      planned.put(name, host);
      if (host.modeWanted().equals("off") && host.cas - host.released + host.bound > 0) {
        problems.add(
            "hosts.%s.clientAuth.mode: off, and a client CA is bound to it; give request or require, or take it out of the hosts of the CA"
                .formatted(name));
      }
    }
    for (String name : bindings.names()) {
      Planned host = planned.get(name);
      if (host == null || host.isGone) {
        problems.add(
            host == null
                ? "a client CA is bound to the host %s, which is neither there nor among the hosts of the file"
                    .formatted(name)
                : "a client CA is bound to the host %s, which is not among the hosts of the file and removed by --prune"
                    .formatted(name));
      }
    }
    if (!problems.isEmpty()) {
      throw CommandFailure.configuration(
          "sites.%s cannot be applied; nothing was changed:\n  %s"
              .formatted(site, String.join("\n  ", problems)));
    }
  }

  /** Whether a host is removed: its bindings go with it. */
  boolean isGone(String name) {
    Planned host = planned.get(name);
    return host != null && host.isGone;
  }

  /** Whether nothing but bindings of a host change. */
  boolean isUnchanged(String name) {
    Planned host = planned.get(name);
    return host != null
        && host.before != null
        && (host.settings == null || changes(host, host.modeBefore()).isEmpty());
  }

  /** First: {@code require} where the file has it, and no hosts that the file does not have. */
  List<Step> restricting() {
    List<Step> steps = new ArrayList<>();
    planned.values().stream()
        .filter(Planned::isRestricted)
        .forEach(host -> steps.add(required(host)));
    List<Planned> gone =
        planned.values().stream()
            .filter(host -> host.isGone && !isCoveredByOneThatStays(host.name))
            // A wildcard first: it must not serve the names of those that are removed with it.
            .sorted(Comparator.comparing(host -> !host.name.startsWith(WILDCARD)))
            .toList();
    gone.forEach(host -> steps.add(removed(host)));
    return steps;
  }

  private Step required(Planned host) {
    List<String> changed = changes(host, host.modeBefore());
    if (changed.equals(List.of(CLIENT_AUTH)) && !isServedOtherwise(host)) {
      return put(host, changed);
    }
    ObjectNode body = settings(host);
    body.withObjectProperty(CLIENT_AUTH).put("mode", REQUIRE);
    return Step.change(
        "host %s: require, before the rest".formatted(host.name),
        () -> api.put(path.then(host.name), body, null));
  }

  /** The settings that there are, as the API accepts them. */
  private static ObjectNode settings(Planned host) {
    ObjectNode body =
        host.before instanceof ObjectNode is
            ? is.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    body.remove(TOLD);
    return body;
  }

  /**
   * Then: new hosts before those that change, so that no wildcard that becomes more open serves a
   * name that the file keeps closed.
   */
  List<Step> opening() {
    List<Step> steps = new ArrayList<>();
    for (Planned host : planned.values()) {
      if (host.settings != null && host.before == null) {
        steps.add(put(host, List.of()));
      }
    }
    for (Planned host : planned.values()) {
      if (host.settings != null && host.before != null) {
        List<String> changed = changes(host, host.modeAfterRelease());
        if (!changed.isEmpty()) {
          steps.add(put(host, changed));
        }
      }
    }
    return steps;
  }

  /** Last: hosts whose name a wildcard serves from then on. */
  List<Step> removing() {
    return planned.values().stream()
        .filter(host -> host.isGone && isCoveredByOneThatStays(host.name))
        .map(this::removed)
        .toList();
  }

  private Step put(Planned host, List<String> changed) {
    Step.Action action = () -> api.put(path.then(host.name), body(host), null);
    String what = "host " + host.name;
    return host.before == null
        ? Step.make(what, action)
        : Step.change("%s: %s".formatted(what, String.join(", ", changed)), action);
  }

  private Step removed(Planned host) {
    return Step.remove("host " + host.name, () -> api.delete(path.then(host.name)));
  }

  /**
   * Hosts of which several things change that no order of the calls makes safe.
   *
   * @param origins that change
   * @param trusted hosts of client CAs that change
   */
  List<String> withSeveralChanges(RulePlan.Kind rules, Set<String> origins, Set<String> trusted) {
    List<String> names = new ArrayList<>();
    for (Planned host : planned.values()) {
      boolean isNew = host.before == null;
      int changes = rules == RulePlan.Kind.MIXED ? 1 : 0;
      changes += isAnyOf(origins, host.before) || isAnyOf(origins, host.settings) ? 1 : 0;
      changes += trusted.contains(host.name) ? 1 : 0;
      changes += isServedOtherwise(host) ? 1 : 0;
      boolean isServed = !isNew || isCoveredByOneThatStays(host.name);
      if (changes > 1 && isServed && (!host.isGone || isCoveredByOneThatStays(host.name))) {
        names.add(host.name);
      }
    }
    return names;
  }

  private static boolean isAnyOf(Set<String> origins, @Nullable JsonNode host) {
    return host != null && origins.contains(host.path("origin").asString(""));
  }

  /** Whether another origin or another host gets the requests, or longer chains count. */
  private static boolean isServedOtherwise(Planned host) {
    if (host.isGone || host.before == null) {
      return true;
    }
    JsonNode settings = host.settings;
    return settings != null
        && (!settings.path("origin").equals(host.before.path("origin"))
            || !settings
                .path(CLIENT_AUTH)
                .path("maxChainDepth")
                .equals(host.before.path(CLIENT_AUTH).path("maxChainDepth")));
  }

  private boolean isCoveredByOneThatStays(String name) {
    int dot = name.indexOf('.');
    String wildcard = WILDCARD + name.substring(Math.max(dot, 0));
    Planned cover = planned.get(wildcard);
    return dot > 0 && !name.startsWith(WILDCARD) && cover != null && !cover.isGone;
  }

  /** The members that differ from a host that has this mode. */
  private List<String> changes(Planned host, String mode) {
    ObjectNode shown = settings(host);
    if (shown.path(CLIENT_AUTH) instanceof ObjectNode clientAuth) {
      clientAuth.remove("cas");
      clientAuth.put("mode", mode);
      if (host.modeWanted().isEmpty()) {
        clientAuth.remove("mode");
      }
    }
    return Difference.of(body(host), shown, TOLD);
  }

  /**
   * The settings with the ids of certificates in the place of the names that the file gave them.
   */
  private JsonNode body(Planned host) {
    ObjectNode body =
        host.settings instanceof ObjectNode given
            ? given.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    JsonNode certificate = body.path("certificate");
    if (certificate.isArray()) {
      var ids = JsonNodeFactory.instance.arrayNode();
      certificate.forEach(each -> ids.add(id(each.asString(""))));
      body.set("certificate", ids.size() == 1 ? ids.get(0) : ids);
    } else if (certificate.isString()) {
      body.put("certificate", id(certificate.stringValue()));
    }
    return body;
  }

  private String id(String certificate) {
    String id = account.idOf(certificate);
    return id == null ? certificate : id;
  }
}
