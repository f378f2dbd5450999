package dev.edgekeep.control.console.rules;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.Operations.Result;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.SitePicker;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rules: list, order, editor with check as you type, try-out. */
public final class RulePages {
  private static final int STEPS_PER_BAR = 12;

  public void addTo(Gate gate) {
    BlockPages.addTo(gate);
    gate.page("/rules", RulePages::list);
    gate.action("/sites/{site}/rules/order", RulePages::order, RulePages::again);
    gate.page("/sites/{site}/rules/new", RulePages::form);
    gate.action("/sites/{site}/rules/new", RulePages::create, RulePages::form);
    gate.action("/sites/{site}/rules/check", RulePages::check, RulePages::check);
    gate.action("/sites/{site}/rules/test", RulePages::test, RulePages::test);
    gate.page("/sites/{site}/rules/{rule}", RulePages::editForm);
    gate.action("/sites/{site}/rules/{rule}", RulePages::edit, RulePages::editForm);
    gate.page("/sites/{site}/rules/{rule}/delete", RulePages::deleteForm);
    gate.finalAction("/sites/{site}/rules/{rule}/delete", RulePages::delete, RulePages::deleteForm);
  }

  private static Answer list(Visit visit) throws Exception {
    return list(visit, SitePicker.of(visit));
  }

  private static Answer again(Visit visit) throws Exception {
    SitePicker picker = SitePicker.of(visit);
    return list(visit, new SitePicker(picker.sites(), visit.request().path("site")));
  }

  private static Answer list(Visit visit, SitePicker picker) throws Exception {
    String site = picker.site();
    return visit.page(
        "rules/list",
        Map.of(
            "sites",
            picker.sites(),
            "site",
            site,
            "rules",
            site.isEmpty() ? List.<Doc>of() : Forms.all(visit, 10_000, "sites", site, "rules"),
            "recent",
            site.isEmpty() ? Map.<String, List<Long>>of() : recent(visit, site)));
  }

  /** The matches of each rule by its name, in steps of two minutes, the oldest first. */
  private static Map<String, List<Long>> recent(Visit visit, String site) throws Exception {
    Map<String, List<Long>> recent = new HashMap<>();
    Doc matches = visit.get("sites", site, "rules", "matches").at("rules");
    matches
        .node()
        .properties()
        .forEach(rule -> {
          List<Long> sums = new ArrayList<>();
          for (int i = 0; i < rule.getValue().size(); i++) {
            if (i % STEPS_PER_BAR == 0) {
              sums.add(0L);
            }
            sums.set(sums.size() - 1, sums.getLast() + rule.getValue().get(i).asLong());
          }
          recent.put(rule.getKey(), sums);
        });
    return recent;
  }

  /** Moves one rule, up or down, or to the place where it was dropped. */
  private static Answer order(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    List<String> ids =
        new ArrayList<>(
            Forms.all(visit, 10_000, "sites", site, "rules").stream()
                .map(rule -> rule.text("id"))
                .toList());
    int at = ids.indexOf(request.form("rule"));
    String dropped = request.form("to");
    int to =
        dropped.matches("[0-9]{1,6}")
            ? Integer.parseInt(dropped) - 1
            : at + (request.form("move").equals("up") ? -1 : 1);
    if (at < 0 || to < 0 || to >= ids.size()) {
      throw DomainException.conflict(visit.t("rule.order.gone"));
    }
    ids.add(to, ids.remove(at));
    ObjectNode body = Forms.object();
    body.set("order", Forms.list(ids));
    Result made = visit.call(Request.of("PUT", body, "sites", site, "rules", "order"));
    return visit.done("/rules?site=" + Visit.encode(site), "order", made.version());
  }

  /** Begins with the rule that most people want: clients without a certificate are blocked. */
  private static Answer form(Visit visit) {
    String site = visit.request().path("site");
    String wanted = visit.request().query("host");
    String host = wanted.isEmpty() ? "www." + site : HostPattern.normalize(wanted);
    boolean isName = host.matches("[a-z0-9.*-]{1,255}");
    return visit.page(
        "rules/edit",
        Map.of(
            "site",
            site,
            "rule",
            Doc.EMPTY,
            "revision",
            "",
            "host",
            isName ? host : "www." + site));
  }

  private static Answer editForm(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Result found = visit.call(Request.get("sites", site, "rules", request.path("rule")));
    return visit.page(
        "rules/edit",
        Map.of(
            "site",
            site,
            "rule",
            new Doc(found.body()),
            "revision",
            found.revision(),
            "host",
            "www." + site));
  }

  private static ObjectNode body(PageRequest request) {
    ObjectNode body = Forms.object();
    Forms.put(body, "name", request.form("name"));
    Forms.put(body, "when", request.form("when"));
    body.set("action", action(request.form("action")));
    body.put("enabled", !request.form("enabled").isEmpty());
    return body;
  }

  /** A word, or an object in JSON with the word and its settings. */
  private static JsonNode action(String text) {
    if (!text.strip().startsWith("{")) {
      return JsonMapper.shared().getNodeFactory().stringNode(text.strip());
    }
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw DomainException.invalid("action", "this is not JSON: " + e.getOriginalMessage());
    }
  }

  private static Answer create(Visit visit) throws Exception {
    String site = visit.request().path("site");
    Result made = visit.call(Request.of("POST", body(visit.request()), "sites", site, "rules"));
    return visit.done("/rules?site=" + Visit.encode(site), "rule", made.version());
  }

  private static Answer edit(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Result made =
        visit.call(
            Request.of("PUT", body(request), "sites", site, "rules", request.path("rule"))
                .ifMatch(request.form("revision")));
    return visit.done("/rules?site=" + Visit.encode(site), "rule", made.version());
  }

  /** The faults and warnings of what stands in the editor. */
  private static Answer check(Visit visit) throws Exception {
    PageRequest request = visit.request();
    ObjectNode body = Forms.object().put("when", request.form("when"));
    Result checked =
        visit.call(Request.of("POST", body, "sites", request.path("site"), "rules", "check"));
    return visit.page("rules/check", Map.of("check", new Doc(checked.body())));
  }

  /** Shows which parts of the expression match a request. */
  private static Answer test(Visit visit) throws Exception {
    PageRequest request = visit.request();
    if (!visit.problem().isEmpty()) {
      return visit.page("rules/trial", Map.of("trial", Doc.EMPTY));
    }
    ObjectNode body = Forms.object();
    Forms.put(body, "when", request.form("when"));
    body.set("request", tried(request));
    Result tried =
        visit.call(Request.of("POST", body, "sites", request.path("site"), "rules", "test"));
    return visit.page("rules/trial", Map.of("trial", new Doc(tried.body())));
  }

  /** The recorded request, or the one that the fields describe. */
  private static JsonNode tried(PageRequest request) {
    String recorded = request.form("recorded");
    if (!recorded.isBlank()) {
      try {
        return JsonMapper.shared().readTree(recorded);
      } catch (JacksonException e) {
        throw DomainException.invalid("request", "this is not JSON: " + e.getOriginalMessage());
      }
    }
    ObjectNode made = Forms.object();
    Forms.put(made, "method", request.form("method"));
    Forms.put(made, "url", request.form("url"));
    made.put("tls_client_auth.cert_verified", !request.form("verified").isEmpty());
    return made;
  }

  private static Answer deleteForm(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Doc rule = visit.get("sites", site, "rules", request.path("rule"));
    return visit.page(
        "confirm",
        Map.of(
            "title", visit.t("rule.delete.title", rule.text("name")),
            "text", visit.t("rule.delete.text"),
            "button", visit.t("delete"),
            "back", "/rules?site=" + Visit.encode(site),
            "cli", "edgekeep rule delete --site %s %s".formatted(site, rule.text("id"))));
  }

  private static Answer delete(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String site = request.path("site");
    Result made = visit.call(Request.delete("sites", site, "rules", request.path("rule")));
    return visit.done("/rules?site=" + Visit.encode(site), "deleted", made.version());
  }
}
