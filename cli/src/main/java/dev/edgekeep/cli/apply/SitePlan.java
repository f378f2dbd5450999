package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A site with all that belongs to it, in the order in which the one needs the other. What is bound
 * no longer is released before hosts are changed, as a host that asks for nothing cannot be bound.
 * One thread.
 */
final class SitePlan {
  private static final Set<String> TOLD = Set.of("id", "name", "createdAt", "updatedAt");

  private final ApiClient api;
  private final AccountPlan account;
  private final String site;
  private final JsonNode wanted;
  private final boolean exists;
  private final ApiPath path;
  private final List<Step> steps = new ArrayList<>();
  private final List<Step> removals = new ArrayList<>();

  SitePlan(ApiClient api, AccountPlan account, String site, JsonNode wanted, boolean exists) {
    this.api = api;
    this.account = account;
    this.site = site;
    this.wanted = wanted;
    this.exists = exists;
    this.path = ApiPath.of("sites", site);
  }

  /**
   * All steps in order.
   *
   * @param prune whether what the file does not name is removed
   */
  List<Step> steps(boolean prune) throws CommandFailure, InterruptedException {
    if (!exists) {
      steps.add(
          Step.make(
              "site " + site,
              () ->
                  api.post(
                      ApiPath.of("sites"),
                      JsonNodeFactory.instance.objectNode().put("name", site))));
    }
    origins(prune);
    BindingPlan bindings = new BindingPlan(api, path, wanted, exists);
    bindings.customCas(prune);
    steps.addAll(bindings.making());
    steps.addAll(bindings.releasing());
    hosts(prune);
    steps.addAll(bindings.binding());
    RulePlan rules = new RulePlan(api, site, path, exists);
    if (wanted.has("rules")) {
      steps.addAll(rules.steps(wanted.path("rules"), prune));
    }
    steps.addAll(removals.reversed());
    steps.addAll(bindings.removing());
    return steps;
  }

  private void origins(boolean prune) throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = found("origins");
    for (Map.Entry<String, JsonNode> each : wanted.path("origins").properties()) {
      put("origin", path.then("origins"), each.getKey(), each.getValue(), found);
    }
    removals("origin", "origins", found, prune);
  }

  private void hosts(boolean prune) throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = found("hosts");
    for (Map.Entry<String, JsonNode> each : wanted.path("hosts").properties()) {
      put("host", path.then("hosts"), each.getKey(), each.getValue(), found);
    }
    removals("host", "hosts", found, prune);
  }

  private Map<String, JsonNode> found(String kind) throws CommandFailure, InterruptedException {
    return exists ? Found.byName(api, path.then(kind)) : Map.of();
  }

  private void put(
      String kind, ApiPath all, String name, JsonNode settings, Map<String, JsonNode> found) {
    JsonNode before = found.get(name);
    String what = "%s %s".formatted(kind, name);
    Step.Action action = () -> api.put(all.then(name), body(kind, settings), null);
    if (before == null) {
      steps.add(Step.make(what, action));
      return;
    }
    List<String> changed = Difference.of(body(kind, settings), shown(kind, settings, before), TOLD);
    if (!changed.isEmpty()) {
      steps.add(Step.change(what + ": " + String.join(", ", changed), action));
    }
  }

  /**
   * The settings with the ids of certificates in the place of the names that the file gave them.
   */
  private JsonNode body(String kind, JsonNode settings) {
    if (!kind.equals("host")) {
      return settings;
    }
    ObjectNode body = (ObjectNode) settings.deepCopy();
    JsonNode certificate = settings.path("certificate");
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

  /** What there is, without what bindings say of a host. */
  private static JsonNode shown(String kind, JsonNode settings, JsonNode found) {
    if (!kind.equals("host") || !(found instanceof ObjectNode host)) {
      return found;
    }
    ObjectNode shown = host.deepCopy();
    if (shown.path("clientAuth") instanceof ObjectNode clientAuth) {
      clientAuth.remove("cas");
      boolean silent = !settings.path("clientAuth").has("mode");
      if (silent && !clientAuth.path("mode").asString("").equals("require")) {
        clientAuth.remove("mode");
      }
    }
    return shown;
  }

  private void removals(String kind, String all, Map<String, JsonNode> found, boolean prune) {
    if (prune && wanted.has(all)) {
      for (String name : found.keySet()) {
        if (!wanted.path(all).has(name)) {
          ApiPath gone = path.then(all).then(name);
          removals.add(Step.remove("%s %s".formatted(kind, name), () -> deleted(gone)));
        }
      }
    }
  }

  private @Nullable ApiAnswer deleted(ApiPath gone) throws CommandFailure, InterruptedException {
    return api.delete(gone);
  }
}
