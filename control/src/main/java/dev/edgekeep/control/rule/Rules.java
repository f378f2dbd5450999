package dev.edgekeep.control.rule;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.type.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The rules of sites and accounts, each in their order. Blocks; any thread. */
final class Rules {
  /** Of one site, and of an account itself. */
  static final int MOST = 10_000;

  private final Store store;
  private final Changes changes;
  private final ObjectMapper json;

  Rules(Store store, Changes changes, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.json = json;
  }

  Page<RuleRecord> list(RuleOwner owner, Paging paging) {
    int after = paging.cursor().matches("[0-9]{1,9}") ? Integer.parseInt(paging.cursor()) : 0;
    List<RuleRecord> rows = store.read(db -> RuleRows.after(db, owner, after, paging.fetch()));
    return Page.of(rows, paging, rule -> Integer.toString(rule.position()));
  }

  /** All of them, in order. */
  List<RuleRecord> all(RuleOwner owner) {
    return store.read(db -> RuleRows.after(db, owner, 0, MOST));
  }

  RuleRecord require(RuleOwner owner, String nameOrId) {
    return store.read(db -> require(db, owner, nameOrId));
  }

  private static RuleRecord require(Handle db, RuleOwner owner, String nameOrId) {
    return RuleRows.find(db, owner, nameOrId)
        .orElseThrow(() -> DomainException.notFound("rule", nameOrId));
  }

  /** Adds a rule behind the others. */
  Changed<RuleRecord> create(Actor actor, RuleOwner owner, RuleDraft draft) {
    return changes.make(
        actor,
        change -> {
          requireFree(change.db(), owner, draft.name(), "");
          int count = RuleRows.count(change.db(), owner);
          if (count >= MOST) {
            throw DomainException.limitReached(
                "%s has %,d rules, the most that there may be; join some of them with or"
                    .formatted(owner.label(), MOST));
          }
          return insert(change, owner, draft);
        });
  }

  private RuleRecord insert(Change change, RuleOwner owner, RuleDraft draft) {
    String id = Ids.next(change.now());
    RuleRows.insert(change, owner, id, RuleRows.count(change.db(), owner) + 1, draft);
    RuleRecord after = require(change.db(), owner, id);
    change.record("create", "rule", id, after.name(), null, view(after));
    change.invalidate(new Invalidation.Rules(owner.accountId()));
    return after;
  }

  /** Replaces a rule; it stays at its position. */
  Changed<RuleRecord> update(
      Actor actor, RuleOwner owner, String nameOrId, RuleDraft draft, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          RuleRecord before = require(change.db(), owner, nameOrId);
          match.accept(before.revision());
          requireFree(change.db(), owner, draft.name(), before.id());
          return replace(change, owner, before, draft);
        });
  }

  private RuleRecord replace(Change change, RuleOwner owner, RuleRecord before, RuleDraft draft) {
    RuleRows.update(change.db(), before.id(), draft);
    RuleRecord after = require(change.db(), owner, before.id());
    change.record("update", "rule", after.id(), after.name(), view(before), view(after));
    change.invalidate(new Invalidation.Rules(owner.accountId()));
    return after;
  }

  Changed<RuleRecord> delete(Actor actor, RuleOwner owner, String nameOrId, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          RuleRecord rule = require(change.db(), owner, nameOrId);
          match.accept(rule.revision());
          remove(change, owner, rule);
          return rule;
        });
  }

  private void remove(Change change, RuleOwner owner, RuleRecord rule) {
    // Another may have been removed before it in the same change.
    RuleRows.delete(change.db(), owner, require(change.db(), owner, rule.id()));
    change.record("delete", "rule", rule.id(), rule.name(), view(rule), null);
    change.invalidate(new Invalidation.Rules(owner.accountId()));
  }

  /**
   * Makes the rules exactly these, in this order, in one change: no request is judged by some of
   * the old and some of the new. A rule of the same name is kept, with its id.
   *
   * @param wanted each with another name
   * @param match evaluated against the {@link RuleOrder#revision} before
   */
  Changed<List<RuleRecord>> replaceAll(
      Actor actor, RuleOwner owner, List<RuleDraft> wanted, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          List<RuleRecord> before = RuleRows.after(change.db(), owner, 0, MOST);
          match.accept(RuleOrder.revision(before));
          Set<String> names = wanted.stream().map(RuleDraft::name).collect(Collectors.toSet());
          before.stream()
              .filter(rule -> !names.contains(rule.name()))
              .forEach(rule -> remove(change, owner, rule));
          List<String> ids = wanted.stream().map(draft -> put(change, owner, draft)).toList();
          List<String> now =
              RuleRows.after(change.db(), owner, 0, MOST).stream().map(RuleRecord::id).toList();
          if (!now.equals(ids)) {
            move(change, owner, now, ids);
          }
          return RuleRows.after(change.db(), owner, 0, MOST);
        });
  }

  /** The id of the rule, which is new or has the draft's content. */
  private String put(Change change, RuleOwner owner, RuleDraft draft) {
    Optional<RuleRecord> before = RuleRows.named(change.db(), owner, draft.name());
    if (before.isEmpty()) {
      return insert(change, owner, draft).id();
    }
    RuleRecord rule = before.get();
    return draft.isSame(rule) ? rule.id() : replace(change, owner, rule, draft).id();
  }

  /** An order that was made, and its revision. */
  record Ordered(List<String> order, long revision) {}

  /**
   * Puts all rules into another order.
   *
   * @param wanted ids of all of them, each once
   * @param match held against the {@link RuleOrder#revision} before
   * @throws DomainException when it is not that, telling what is missing, unknown or there twice
   */
  Changed<Ordered> order(Actor actor, RuleOwner owner, List<String> wanted, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          List<RuleRecord> rules = RuleRows.after(change.db(), owner, 0, MOST);
          match.accept(RuleOrder.revision(rules));
          RuleOrder.check(rules, wanted);
          List<String> before = rules.stream().map(RuleRecord::id).toList();
          if (!before.equals(wanted)) {
            move(change, owner, before, wanted);
          }
          long after = RuleOrder.revision(RuleRows.after(change.db(), owner, 0, MOST));
          return new Ordered(wanted, after);
        });
  }

  private static void move(
      Change change, RuleOwner owner, List<String> before, List<String> wanted) {
    RuleRows.place(change.db(), wanted);
    change.record(
        "order",
        "rules",
        owner.id(),
        owner.label(),
        Map.of("order", before),
        Map.of("order", wanted));
    change.invalidate(new Invalidation.Rules(owner.accountId()));
  }

  private static void requireFree(Handle db, RuleOwner owner, String name, String exceptId) {
    RuleRows.named(db, owner, name)
        .filter(other -> !other.id().equals(exceptId))
        .ifPresent(other -> {
          throw DomainException.conflict(
              "%s has a rule %s already; give another name".formatted(owner.label(), name));
        });
  }

  /** Warnings about a rule of the owner with this condition. */
  List<String> warnings(RuleExpression when, RuleOwner owner) {
    List<String> askingNobody =
        when.uses(Field.CERT_VERIFIED)
            ? store.read(db -> RuleRows.hostsAskingNobody(db, owner))
            : List.of();
    return RuleWarnings.of(when, owner, askingNobody);
  }

  /** As the API shows it, and as audit records keep it. */
  RuleView view(RuleRecord rule) {
    return new RuleView(
        rule.id(),
        rule.name(),
        rule.description(),
        rule.position(),
        rule.isEnabled(),
        rule.expression(),
        action(rule),
        rule.createdAt(),
        null,
        null);
  }

  /** As it is stored where it is damaged. */
  private JsonNode action(RuleRecord rule) {
    try {
      return json.readTree(rule.action());
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.stringNode(rule.action());
    }
  }
}
