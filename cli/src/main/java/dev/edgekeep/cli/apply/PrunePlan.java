package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans the removal of sites, certificates and key servers that a file does not name, of each kind
 * that the file has. Records go before those that they use. One thread.
 */
final class PrunePlan {
  private static final String SITES = "sites";
  private static final String CERTIFICATES = "certificates";

  private final CurrentState state;
  private final AccountPlan account;
  private final WantedState wanted;

  PrunePlan(CurrentState state, AccountPlan account, WantedState wanted) {
    this.state = state;
    this.account = account;
    this.wanted = wanted;
  }

  /**
   * @param sites the names of all sites of the account
   * @throws CommandFailure when a site that is to go has client certificates
   */
  List<Step> steps(Set<String> sites) throws CommandFailure, InterruptedException {
    List<Step> steps = new ArrayList<>();
    if (wanted.names(SITES)) {
      for (String site : sites) {
        if (!wanted.sites().has(site)) {
          steps.addAll(site(site));
        }
      }
    }
    if (wanted.names(CERTIFICATES)) {
      certificates(steps);
    }
    if (wanted.names("keyServers")) {
      keyServers(steps);
    }
    return steps;
  }

  /** A site with everything in it: planned like a file with an empty site. */
  private List<Step> site(String site) throws CommandFailure, InterruptedException {
    ApiPath path = ApiPath.of(SITES, site);
    requireNoClients(site, path);
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    nothing.putObject("clientCa").putArray("hosts");
    nothing.putObject("clientCas");
    nothing.putObject("hosts");
    nothing.putObject("origins");
    nothing.putArray("rules");
    List<Step> steps = new ArrayList<>();
    for (Step step : new SitePlan(state, account, site, nothing, true).steps(true)) {
      steps.add(step.of(site));
    }
    steps.add(
        new Step(List.of("- site " + site), null, List.of(), (api, _, _) -> api.delete(path)));
    return steps;
  }

  /** The API refuses to delete such a site, but only at the end; this refuses before any change. */
  private void requireNoClients(String site, ApiPath path)
      throws CommandFailure, InterruptedException {
    ApiPath clients = path.then("client-certificates");
    JsonNode first =
        state.find(clients.with("limit", 1), "client certificates of the site " + site);
    if (!first.path("items").isEmpty()) {
      throw CommandFailure.no(
          ("the site %s is not in the file and has client certificates, which apply never deletes."
                  + " Name the site, as in %s: {}, or delete its client certificates first;"
                  + " nothing was changed")
              .formatted(site, site));
    }
  }

  private void certificates(List<Step> steps) throws CommandFailure, InterruptedException {
    Set<String> used = new HashSet<>();
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      for (JsonNode host : site.getValue().path("hosts")) {
        JsonNode certificate = host.path("certificate");
        used.add(certificate.asString(""));
        certificate.forEach(each -> used.add(each.asString("")));
      }
    }
    for (JsonNode found : state.list(ApiPath.of(CERTIFICATES), "certificate")) {
      String id = found.path("id").asString("");
      if (!account.hasId(id) && !used.contains(id)) {
        String name = found.path("name").asString("");
        steps.add(
            Step.delete(
                ApiPath.of(CERTIFICATES, id),
                "certificate %s (%s)".formatted(name.isEmpty() ? id : name, names(found))));
      }
    }
  }

  private static String names(JsonNode certificate) {
    List<String> names = new ArrayList<>();
    certificate.path("names").forEach(each -> names.add(each.asString("")));
    return names.isEmpty() ? certificate.path("id").asString("") : String.join(", ", names);
  }

  private void keyServers(List<Step> steps) throws CommandFailure, InterruptedException {
    Set<String> used = new HashSet<>(wanted.keyServers().propertyNames());
    for (JsonNode certificate : wanted.certificates()) {
      used.add(certificate.path("keyServer").asString(""));
    }
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      for (JsonNode origin : site.getValue().path("origins")) {
        used.add(origin.path("tls").path("identity").path("keyServer").asString(""));
      }
    }
    ApiPath all = ApiPath.of("key-servers");
    for (String name : state.byName(all, "key server").keySet()) {
      if (!used.contains(name)) {
        steps.add(Step.delete(all.then(name), "key server " + name));
      }
    }
  }
}
