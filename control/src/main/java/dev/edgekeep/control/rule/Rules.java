package dev.edgekeep.control.rule;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.store.Columns;
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
  /** The most rules of one site, and of an account itself. */
  static final int MOST = 10_000;

  private final Store store;
  private final Changes changes;
  private final RecordStore<RuleRecord> records;
  private final ObjectMapper json;

  Rules(Store store, Changes changes, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.records =
        new RecordStore<>(
            RecordKind.of("rule", RuleRecord.ROW, (rule, now) -> view(rule))
                .selectedBy(RuleRecord.SELECT)
                .orderedBy(
                    new Order<>(
                        "rule.position",
                        false,
                        rule -> Integer.toString(rule.position()),
                        Rules::position))
                .invalidating(rule -> new Invalidation.Rules(rule.accountId())),
            store,
            changes);
    this.json = json;
  }

  private static Integer position(String cursor) {
    return cursor.matches("[0-9]{1,9}") ? Integer.parseInt(cursor) : 0;
  }

  Page<RuleRecord> list(RuleOwner owner, Paging paging) {
    return records.list(owner.scope(), paging);
  }

  /** All rules of the owner, in order. */
  List<RuleRecord> all(RuleOwner owner) {
    return records.all(owner.scope());
  }

  RuleRecord require(RuleOwner owner, String nameOrId) {
    return records.require(owner.scope(), nameOrId);
  }

  /** Adds a rule behind the others. */
  Changed<RuleRecord> create(Actor actor, RuleOwner owner, RuleDraft wanted) {
    return changes.make(
        actor,
        change -> {
          requireFree(change.db(), owner, wanted.name(), "");
          if (records.count(change.db(), owner.scope()) >= MOST) {
            throw DomainException.limitReached(
                "%s has %,d rules, the most that there may be; join some of them with or"
                    .formatted(owner.label(), MOST));
          }
          return add(change, owner, wanted);
        });
  }

  private RuleRecord add(Change change, RuleOwner owner, RuleDraft wanted) {
    long count = records.count(change.db(), owner.scope());
    return records.create(
        change, owner.scope(), draft -> columns(wanted).number("position", count + 1));
  }

  private static Columns columns(RuleDraft wanted) {
    return new Columns()
        .text("name", wanted.name())
        .text("description", wanted.description())
        .text("expression", wanted.expression())
        .text("action", wanted.action())
        .flag("enabled", wanted.content().isEnabled());
  }

  /** Replaces a rule; it stays at its position. */
  Changed<RuleRecord> update(
      Actor actor, RuleOwner owner, String nameOrId, RuleDraft wanted, LongConsumer match) {
    return records.update(
        actor,
        owner.scope(),
        nameOrId,
        match,
        draft -> {
          requireFree(draft.db(), owner, wanted.name(), draft.id());
          return columns(wanted);
        });
  }

  Changed<RuleRecord> delete(Actor actor, RuleOwner owner, String nameOrId, LongConsumer match) {
    return records.delete(
        actor,
        owner.scope(),
        nameOrId,
        match,
        (change, rule) -> RuleRows.close(change.db(), owner, rule.position()));
  }

  /**
   * Replaces all rules by these, in this order, in one change: some of the old and some of the new
   * rules never decide together. A rule of the same name is kept, with its id.
   *
   * @param wanted each with another name
   * @param match evaluated against the {@link RuleOrder#revision} before
   */
  Changed<List<RuleRecord>> replaceAll(
      Actor actor, RuleOwner owner, List<RuleDraft> wanted, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          List<RuleRecord> before = records.all(change.db(), owner.scope());
          match.accept(RuleOrder.revision(before));
          Set<String> names = wanted.stream().map(RuleDraft::name).collect(Collectors.toSet());
          before.stream()
              .filter(rule -> !names.contains(rule.name()))
              .forEach(rule -> remove(change, owner, rule));
          List<String> ids = wanted.stream().map(draft -> put(change, owner, draft)).toList();
          List<String> now =
              records.all(change.db(), owner.scope()).stream().map(RuleRecord::id).toList();
          if (!now.equals(ids)) {
            move(change, owner, now, ids);
          }
          return records.all(change.db(), owner.scope());
        });
  }

  private void remove(Change change, RuleOwner owner, RuleRecord rule) {
    // Another may have been removed before it in the same change, and its position changed.
    int position = records.require(change.db(), owner.scope(), rule.id()).position();
    RuleRows.close(change.db(), owner, position);
    records.delete(change, rule);
  }

  /** The id of the rule, which is new or has the wanted content. */
  private String put(Change change, RuleOwner owner, RuleDraft wanted) {
    Optional<RuleRecord> before = named(change.db(), owner, wanted.name());
    if (before.isEmpty()) {
      return add(change, owner, wanted).id();
    }
    RuleRecord rule = before.get();
    return wanted.isSame(rule)
        ? rule.id()
        : records.update(change, rule, draft -> columns(wanted)).id();
  }

  /** A new order, and its revision. */
  record Ordered(List<String> order, long revision) {}

  /**
   * Puts all rules into another order.
   *
   * @param wanted ids of all of them, each once
   * @param match evaluated against the {@link RuleOrder#revision} before
   * @throws DomainException when it is not that, telling what is missing, unknown or there twice
   */
  Changed<Ordered> order(Actor actor, RuleOwner owner, List<String> wanted, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          List<RuleRecord> rules = records.all(change.db(), owner.scope());
          match.accept(RuleOrder.revision(rules));
          RuleOrder.check(rules, wanted);
          List<String> before = rules.stream().map(RuleRecord::id).toList();
          if (!before.equals(wanted)) {
            move(change, owner, before, wanted);
          }
          long after = RuleOrder.revision(records.all(change.db(), owner.scope()));
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

  private void requireFree(Handle db, RuleOwner owner, String name, String exceptId) {
    named(db, owner, name)
        .filter(other -> !other.id().equals(exceptId))
        .ifPresent(other -> {
          throw DomainException.conflict(
              "%s has a rule %s already; give another name".formatted(owner.label(), name));
        });
  }

  private Optional<RuleRecord> named(Handle db, RuleOwner owner, String name) {
    return records.all(db, owner.scope().and("rule.name = :name", "name", name)).stream()
        .findFirst();
  }

  /** Warnings about a rule of the owner with this condition. */
  List<String> warnings(RuleExpression when, RuleOwner owner) {
    List<String> askingNobody =
        when.uses(Field.CERT_VERIFIED)
            ? store.read(db -> RuleRows.hostsAskingNobody(db, owner))
            : List.of();
    return RuleWarnings.of(when, owner, askingNobody);
  }

  /** The rule as the API shows it and audit records keep it. */
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

  /** The action; the stored text where it is damaged. */
  private JsonNode action(RuleRecord rule) {
    try {
      return json.readTree(rule.action());
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.stringNode(rule.action());
    }
  }
}
