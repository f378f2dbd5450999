package dev.edgekeep.control.console.events;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first page: what needs attention, and what happens. */
public final class OverviewPage {
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration LIST_SOON = Duration.ofDays(3);
  private static final int MOST_KEY_SERVERS = 1_000;

  /** Sites whose client CAs are looked at. */
  private static final String MOST_SITES = "50";

  private static final Duration SHOWN = Duration.ofHours(24);

  public void addTo(Gate gate) {
    gate.page("/", OverviewPage::show);
  }

  /**
   * Something that needs attention.
   *
   * @param kind {@code bad} or {@code warn}
   */
  public record Attention(String kind, String text, String link) {}

  private static Answer show(Visit visit) throws Exception {
    Instant now = visit.now();
    Doc counts = visit.list(Map.of("since", now.minus(SHOWN).toString()), "events", "counts");
    Doc deployments = visit.list(Map.of("limit", "6"), "deployments");
    boolean isWhole = visit.caller().siteId() == null;
    Doc nodes = isWhole ? visit.get("nodes") : Doc.EMPTY;
    List<Doc> keyServers =
        isWhole ? Forms.all(visit, MOST_KEY_SERVERS, "key-servers") : List.<Doc>of();
    Doc certificates =
        isWhole
            ? visit.list(
                Map.of("expiresBefore", now.plus(SOON).toString(), "limit", "20"), "certificates")
            : Doc.EMPTY;
    Doc sites = visit.list(Map.of("limit", "1"), "sites");
    Map<String, Object> model = new HashMap<>();
    model.put("attention", attention(visit, nodes, keyServers, certificates));
    model.put("activity", Activity.of(counts, now));
    model.put("traffic", Traffic.of(visit));
    model.put("deployments", deployments);
    model.put("nodes", nodes);
    model.put("keyServers", keyServers);
    model.put("isNew", sites.list("items").isEmpty());
    model.put("latest", visit.list(Map.of("limit", "8"), "events"));
    return visit.page(visit.isPart() ? "events/live" : "events/overview", model);
  }

  private static List<Attention> attention(
      Visit visit, Doc nodes, List<Doc> keyServers, Doc certificates) throws Exception {
    List<Attention> found = new ArrayList<>();
    for (Doc node : nodes.list("items")) {
      if (node.text("state").equals("lost")) {
        found.add(new Attention("bad", visit.t("attention.lost", node.text("name")), "/nodes"));
      }
      if (node.text("deployment").equals("rejected")) {
        found.add(
            new Attention(
                "bad",
                visit.t("attention.node", node.text("name"), node.text("reason")),
                "/nodes"));
      }
    }
    for (Doc server : keyServers) {
      String health = server.text("health");
      if (health.equals("unhealthy") || health.equals("degraded")) {
        found.add(
            new Attention(
                health.equals("unhealthy") ? "bad" : "warn",
                visit.t("attention.keyServer", server.text("name"), visit.word("health", health)),
                "/key-servers/" + Visit.encode(server.text("name"))));
      }
    }
    for (Doc certificate : certificates.list("items")) {
      found.add(expiring(visit, certificate));
    }
    managed(visit, found);
    customs(visit, found);
    // Faults before warnings, else in this order.
    found.sort(Comparator.comparing(item -> !item.kind().equals("bad")));
    return found;
  }

  /** Custom client CAs and their revocation lists that end. */
  private static void customs(Visit visit, List<Attention> found) throws Exception {
    for (Doc site : visit.list(Map.of("limit", MOST_SITES), "sites").list("items")) {
      String name = site.text("name");
      for (Doc ca : visit.list(Map.of("limit", "20"), "sites", name, "client-cas").list("items")) {
        String link = "/sites/%s/client-cas/%s".formatted(Visit.encode(name), ca.text("id"));
        ending(visit, found, "attention.custom", ca.text("name"), ca.time("notAfter"), SOON, link);
        for (Doc list : ca.list("lists")) {
          ending(
              visit,
              found,
              "attention.list",
              ca.text("name"),
              list.time("nextUpdate"),
              LIST_SOON,
              link);
        }
      }
    }
  }

  private static void ending(
      Visit visit,
      List<Attention> found,
      String key,
      String name,
      @Nullable Instant end,
      Duration soon,
      String link) {
    if (end != null && end.isBefore(visit.now().plus(soon))) {
      String kind = end.isBefore(visit.now()) ? "bad" : "warn";
      found.add(new Attention(kind, visit.t(key, name, visit.ago(end)), link));
    }
  }

  private static Attention expiring(Visit visit, Doc certificate) {
    Instant end = certificate.time("notAfter");
    boolean isPast = end != null && end.isBefore(visit.now());
    String key = isPast ? "attention.expired" : "attention.expiring";
    String when = end == null ? "" : visit.ago(end);
    return new Attention(
        isPast ? "bad" : "warn",
        visit.t(key, certificate.text("name"), when),
        "/certificates/" + certificate.text("id"));
  }

  private static void managed(Visit visit, List<Attention> found) throws Exception {
    if (!visit.caller().role().includes(Role.VIEWER) || visit.caller().siteId() != null) {
      return;
    }
    try {
      Instant end = visit.get("client-ca").time("notAfter");
      if (end != null && end.isBefore(visit.now().plus(SOON.multipliedBy(3)))) {
        found.add(new Attention("warn", visit.t("attention.ca", visit.ago(end)), "/client-cas"));
      }
    } catch (DomainException e) {
      if (e.kind() != DomainException.Kind.NOT_FOUND) {
        throw e;
      }
    }
  }
}
