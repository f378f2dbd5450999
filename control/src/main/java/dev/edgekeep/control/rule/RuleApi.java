package dev.edgekeep.control.rule;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** {@code /sites/{site}/rules}, and {@code /rules} for those of the account. */
public final class RuleApi implements Feature {
  private final Rules rules;
  private final RuleTrials trials;
  private final Sites sites;
  private final InstantSource clock;
  private final Supplier<Map<String, Long>> matches;

  /**
   * The parts that it works with.
   *
   * @param matches the match count per rule, by deployed name
   */
  public record Parts(
      Store store,
      Changes changes,
      Sites sites,
      ObjectMapper json,
      InstantSource clock,
      Supplier<Map<String, Long>> matches) {}

  public RuleApi(Parts parts) {
    this.rules = new Rules(parts.store(), parts.changes(), parts.json());
    this.trials = new RuleTrials(rules, parts.json());
    this.sites = parts.sites();
    this.clock = parts.clock();
    this.matches = parts.matches();
  }

  @Override
  public void addTo(Routes routes) {
    add(routes, "/sites/{site}/rules", this::site);
    add(routes, "/rules", RuleApi::account);
  }

  /** {@code order} before the names of rules: what is added first is found first. */
  private void add(Routes routes, String path, Function<Call, RuleOwner> owner) {
    routes.get(path, Role.VIEWER, call -> list(call, owner.apply(call)));
    routes.post(path, Role.OPERATOR, call -> create(call, owner.apply(call)));
    routes.put(path, Role.OPERATOR, call -> replaceAll(call, owner.apply(call)));
    routes.put(path + "/order", Role.OPERATOR, call -> order(call, owner.apply(call)));
    routes.post(path + "/check", Role.VIEWER, call -> check(call, owner.apply(call)));
    routes.post(path + "/test", Role.VIEWER, call -> test(call, owner.apply(call)));
    routes.get(path + "/{rule}", Role.VIEWER, call -> get(call, owner.apply(call)));
    routes.put(path + "/{rule}", Role.OPERATOR, call -> update(call, owner.apply(call)));
    routes.delete(path + "/{rule}", Role.OPERATOR, call -> delete(call, owner.apply(call)));
  }

  private RuleOwner site(Call call) {
    Caller caller = call.caller();
    return new RuleOwner(caller.accountId(), sites.require(caller, call.path("site")));
  }

  private static RuleOwner account(Call call) {
    call.caller().requireWholeAccount();
    return new RuleOwner(call.caller().accountId(), null);
  }

  private Answer list(Call call, RuleOwner owner) {
    Map<String, Long> counts = matches.get();
    // Before the page, so that a rule that comes in between is not taken for known.
    long revision = RuleOrder.revision(rules.all(owner));
    return Answer.ok(rules.list(owner, call.paging()).map(rule -> counted(rule, counts)))
        .revision(revision);
  }

  private Answer get(Call call, RuleOwner owner) {
    RuleRecord rule = rules.require(owner, call.path("rule"));
    return Answer.ok(counted(rule, matches.get())).revision(rule.revision());
  }

  private RuleView counted(RuleRecord rule, Map<String, Long> counts) {
    return rules.view(rule).matching(counts.getOrDefault(rule.deployedName(), 0L));
  }

  private Answer create(Call call, RuleOwner owner) {
    RuleDraft draft = draft(call);
    Changed<RuleRecord> made = rules.create(call.actor(), owner, draft);
    RuleRecord rule = made.value();
    return Answer.created("%s/%s".formatted(owner.path(), rule.id()), view(rule, draft, owner))
        .revision(rule.revision())
        .of(made);
  }

  private Answer replaceAll(Call call, RuleOwner owner) {
    List<RuleDraft> drafts = call.body(section -> RuleDraft.readAll(section, call.json(), parts()));
    Changed<List<RuleRecord>> made =
        rules.replaceAll(call.actor(), owner, drafts, call::requireMatch);
    List<RuleView> views = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      views.add(view(made.value().get(i), drafts.get(i), owner));
    }
    return Answer.ok(Map.of("items", views)).revision(RuleOrder.revision(made.value())).of(made);
  }

  private Answer update(Call call, RuleOwner owner) {
    RuleDraft draft = draft(call);
    Changed<RuleRecord> made =
        rules.update(call.actor(), owner, call.path("rule"), draft, call::requireMatch);
    RuleRecord rule = made.value();
    return Answer.ok(view(rule, draft, owner)).revision(rule.revision()).of(made);
  }

  private RuleView view(RuleRecord rule, RuleDraft draft, RuleOwner owner) {
    return rules.view(rule).warning(rules.warnings(draft.content().when(), owner));
  }

  private RuleDraft draft(Call call) {
    return call.body(section -> RuleDraft.read(section, call.json(), parts()));
  }

  private Answer delete(Call call, RuleOwner owner) {
    return Answer.noContent()
        .of(rules.delete(call.actor(), owner, call.path("rule"), call::requireMatch));
  }

  private Answer order(Call call, RuleOwner owner) {
    List<String> wanted = call.body(RuleApi::ids);
    Changed<Rules.Ordered> made = rules.order(call.actor(), owner, wanted, call::requireMatch);
    return Answer.ok(Map.of("order", made.value().order()))
        .revision(made.value().revision())
        .of(made);
  }

  private static @Nullable List<String> ids(Section section) {
    Value order = section.require("order", "give the ids of all rules, in the order wanted");
    return order == null
        ? null
        : order.items().stream().map(Value::text).filter(Objects::nonNull).toList();
  }

  private Answer check(Call call, RuleOwner owner) {
    Value body = call.bodyValue(value -> value.section() == null ? null : value);
    return Answer.ok(RuleCheck.of(body, when -> rules.warnings(when, owner), parts()));
  }

  private Answer test(Call call, RuleOwner owner) {
    RuleTrials.Request request = call.body(RuleTrials.Request::read);
    return Answer.ok(trials.run(owner, request, parts()));
  }

  private PartReader parts() {
    return new PartReader(null, clock.instant());
  }
}
