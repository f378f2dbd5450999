package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
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
 * Removes sites, certificates and key servers that a file does not name, of each kind that it
 * speaks of: what needs others before what is needed. One thread.
 */
final class PrunePlan {
  private static final String SITES = "sites";
  private static final String CERTIFICATES = "certificates";

  private final ApiClient api;
  private final AccountPlan account;
  private final WantedState wanted;

  PrunePlan(ApiClient api, AccountPlan account, WantedState wanted) {
    this.api = api;
    this.account = account;
    this.wanted = wanted;
  }

  /**
   * @param sites the names of all that there are
   * @throws CommandFailure when a site would have to go that has client certificates
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

  /** A site with all that is its own: as a file has it that says that there is nothing in it. */
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
    for (Step step : new SitePlan(api, account, site, nothing, true).steps(true)) {
      steps.add(step.of(site));
    }
    steps.add(Step.remove("site " + site, () -> api.delete(path)));
    return steps;
  }

  /**
   * Said before anything is removed: the API keeps such a site, and would say so only at the end.
   */
  private void requireNoClients(String site, ApiPath path)
      throws CommandFailure, InterruptedException {
    ApiPath clients = path.then("client-certificates");
    if (!api.get(clients.with("limit", 1)).path("items").isEmpty()) {
      throw CommandFailure.no(
          ("the site %s is not in the file, and has client certificates, which apply never removes:"
                  + " name the site, as in %s: {}, or remove its client certificates first;"
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
    for (JsonNode found : Pages.all(api, ApiPath.of(CERTIFICATES))) {
      String id = found.path("id").asString("");
      if (!account.hasId(id) && !used.contains(id)) {
        String name = found.path("name").asString("");
        steps.add(
            Step.remove(
                "certificate %s (%s)".formatted(name.isEmpty() ? id : name, names(found)),
                () -> api.delete(ApiPath.of(CERTIFICATES, id))));
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
    ApiPath all = ApiPath.of("key-servers");
    for (String name : Found.byName(api, all).keySet()) {
      if (!used.contains(name)) {
        steps.add(Step.remove("key server " + name, () -> api.delete(all.then(name))));
      }
    }
  }
}
