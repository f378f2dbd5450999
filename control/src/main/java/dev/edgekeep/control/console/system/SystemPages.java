package dev.edgekeep.control.console.system;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.console.events.Chart;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Difference;
import dev.edgekeep.control.console.text.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Key servers, nodes, deployments and the audit trail. */
public final class SystemPages {
  public void addTo(Gate gate) {
    gate.page("/key-servers", SystemPages::keyServers);
    gate.page("/key-servers/{name}", SystemPages::keyServer);
    gate.action("/key-servers/{name}/check", SystemPages::check, SystemPages::keyServer);
    gate.page("/nodes", SystemPages::nodes);
    gate.page("/deployments/{version}", SystemPages::deployment);
    gate.page("/audit", SystemPages::audit);
  }

  private static Answer keyServers(Visit visit) throws Exception {
    return visit.page(
        "system/keyservers", Map.of("servers", Forms.all(visit, 1_000, "key-servers")));
  }

  private static Answer keyServer(Visit visit) throws Exception {
    Doc server = visit.get("key-servers", visit.request().path("name"));
    Doc traffic = visit.get("traffic", "key-servers");
    Doc its = traffic.at("keyServers").at(server.text("name"));
    return visit.page(
        "system/keyserver",
        Map.of(
            "server",
            server,
            "operations",
            Chart.ofCounts(
                traffic,
                List.of(
                    new Chart.Counts(
                        its.at("operations"),
                        name -> visit.word("outcome", name),
                        name -> name.equals("done") ? "main" : "bad")),
                visit.t("chart.others")),
            "latency",
            Chart.ofMillis(traffic, its.at("millis"))));
  }

  private static Answer check(Visit visit) throws Exception {
    String name = visit.request().path("name");
    Result _ = visit.call(Request.of("POST", Doc.EMPTY.node(), "key-servers", name, "check"));
    return visit.done("/key-servers/" + Visit.encode(name), "checked", 0);
  }

  private static Answer nodes(Visit visit) throws Exception {
    boolean isWhole = visit.caller().siteId() == null;
    Doc deployments =
        visit.list(Map.of("cursor", visit.request().query("cursor"), "limit", "50"), "deployments");
    return visit.page(
        "system/nodes",
        Map.of("nodes", isWhole ? visit.get("nodes") : Doc.EMPTY, "deployments", deployments));
  }

  /** A page, or the part of one that follows the deployment. */
  private static Answer deployment(Visit visit) throws Exception {
    Doc deployment = visit.get("deployments", visit.request().path("version"));
    return visit.page(
        visit.isPart() ? "tag/following" : "system/deployment", Map.of("deployment", deployment));
  }

  /** A record of the audit trail with the members that it changed. */
  public record Entry(Doc record, List<Difference> differences) {}

  private static Answer audit(Visit visit) throws Exception {
    Doc page =
        visit.list(
            Map.of(
                "kind", visit.request().query("kind"),
                "object", visit.request().query("object"),
                "cursor", visit.request().query("cursor"),
                "limit", "50"),
            "audit");
    List<Entry> entries = new ArrayList<>();
    for (Doc record : page.list("items")) {
      entries.add(
          new Entry(
              record, Difference.between(record.at("before").node(), record.at("after").node())));
    }
    return visit.page("system/audit", Map.of("entries", entries, "next", page.text("next")));
  }
}
