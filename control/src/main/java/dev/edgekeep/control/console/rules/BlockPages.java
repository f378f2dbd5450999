package dev.edgekeep.control.console.rules;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The builder of the most common rule: clients without a certificate are blocked on some hosts. */
final class BlockPages {
  private static final int MOST_HOSTS = 2_000;

  private BlockPages() {}

  static void addTo(Gate gate) {
    gate.page("/sites/{site}/rules/block", BlockPages::form);
    gate.action("/sites/{site}/rules/block", BlockPages::create, BlockPages::form);
  }

  private static Answer form(Visit visit) throws Exception {
    String site = visit.request().path("site");
    List<Doc> hosts = Forms.all(visit, MOST_HOSTS, "sites", site, "hosts");
    return visit.page("rules/block", Map.of("site", site, "hosts", hosts));
  }

  private static Answer create(Visit visit) throws Exception {
    String site = visit.request().path("site");
    List<String> hosts = visit.request().forms("host");
    if (hosts.isEmpty()) {
      throw DomainException.invalid("host", visit.t("rule.block.choose"));
    }
    ObjectNode body = Forms.object();
    body.put("name", name(visit, hosts));
    body.put("when", when(hosts));
    body.put("action", "block");
    Result made = visit.call(Request.of("POST", body, "sites", site, "rules"));
    return visit.done("/rules?site=" + Visit.encode(site), "rule", made.version());
  }

  private static String name(Visit visit, List<String> hosts) {
    return hosts.size() == 1
        ? visit.t("rule.block.name", hosts.getFirst())
        : visit.t("rule.block.names", hosts.getFirst(), hosts.size() - 1);
  }

  /** A wildcard host is every name that its pattern matches. */
  private static String when(List<String> hosts) {
    String exact =
        hosts.stream()
            .filter(host -> !host.startsWith("*."))
            .map(host -> "\"" + quoted(host) + "\"")
            .collect(Collectors.joining(" "));
    String wild =
        hosts.stream()
            .filter(host -> host.startsWith("*."))
            .map(host -> "http.host wildcard \"" + quoted(host) + "\"")
            .collect(Collectors.joining(" or "));
    String named = exact.isEmpty() ? "" : "http.host in {" + exact + "}";
    String both =
        named.isEmpty() || wild.isEmpty() ? named + wild : "%s or %s".formatted(named, wild);
    return "(%s) and not tls_client_auth.cert_verified".formatted(both);
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
