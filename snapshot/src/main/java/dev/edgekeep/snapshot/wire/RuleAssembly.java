package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a version. A rule that cannot be read and is limited to hosts takes these out of
 * service; one that is for all hosts refuses the version. Used once, by one thread.
 */
final class RuleAssembly {
  private final List<Rule> before;
  private final RuleDraft.All drafts;
  private final References references;
  private final Refusals refusals;
  private final Map<String, Set<HostPattern>> refused = new TreeMap<>();
  private RuleDraft.@Nullable All all;

  /**
   * @param before the rules of the version before
   * @param withheld all rules of the version before, where some of them could not be read
   */
  RuleAssembly(
      List<Rule> before,
      RuleDraft.@Nullable All withheld,
      References references,
      Refusals refusals) {
    this.before = before;
    this.drafts = withheld == null ? RuleDraft.of(before) : withheld;
    this.references = references;
    this.refusals = refusals;
  }

  /**
   * @param shards of the hosts that rules are limited to
   */
  List<Rule> rules(Collection<Part> changed, Set<String> removed, ShardAssembly shards)
      throws WireException {
    Map<String, RuleDraft> byName = new TreeMap<>(drafts.byName());
    byName.keySet().removeAll(removed);
    for (Part part : changed) {
      byName.put(part.id().key(), read(part));
    }
    Map<String, Set<HostPattern>> hosts = shards.hosts(drafts.hosts());
    all = new RuleDraft.All(byName, hosts);
    Map<String, Rule> same = new HashMap<>();
    before.forEach(rule -> same.put(rule.name(), rule));
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : RuleDraft.inOrder(byName, hosts)) {
      if (refusals.isRefused(PartKind.RULE.id(rule.name()))) {
        refused.put(rule.name(), Objects.requireNonNull(rule.hosts()));
      } else {
        rules.add(rule.equals(same.get(rule.name())) ? same.get(rule.name()) : rule);
      }
    }
    return rules;
  }

  private RuleDraft read(Part part) throws WireException {
    String name = part.id().key();
    try {
      return Fields.read(part.id(), part.body(), in -> RuleCodec.read(name, in, references));
    } catch (WireException e) {
      RuleDraft placeholder = placeholder(part, e);
      refusals.refuse(part, e);
      return placeholder;
    }
  }

  /** Keeps the place of a rule that cannot be read. */
  private static RuleDraft placeholder(Part part, WireException problem) throws WireException {
    RuleDraft placeholder;
    try {
      placeholder =
          Fields.peek(
              part.id(),
              part.body(),
              in ->
                  RuleDraft.placeholder(
                      part.id().key(), in.textOrNull("after"), in.textOrNull("hosts")));
    } catch (WireException e) {
      throw problem;
    }
    if (placeholder.hostsOf() == null) {
      throw problem; // it is for all hosts
    }
    return placeholder;
  }

  /** The hosts of the rules that were refused, by the rule. */
  Map<String, Set<HostPattern>> refused() {
    return refused;
  }

  /** All rules with their places, where one was refused; null: none was. */
  RuleDraft.@Nullable All withheld() {
    return refused.isEmpty() ? null : all;
  }
}
