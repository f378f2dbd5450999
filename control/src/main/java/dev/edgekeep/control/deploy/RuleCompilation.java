package dev.edgekeep.control.deploy;

import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.control.rule.RuleRecord;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RuleContent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the rules of snapshots. A site's rules apply to its hosts, an account's to the hosts of
 * all its sites, before those of the sites. Rules of which nothing changed are the same objects in
 * the next snapshot, and their list is when none changed. One thread at a time.
 */
final class RuleCompilation {
  private final InstantSource clock;

  /** The rules of each account: its own first, then those of its sites, in order. */
  private final Map<String, List<Read>> byAccount = new TreeMap<>();

  /** The hosts that rules apply to, by the id of their site or account. */
  private Map<String, Set<HostPattern>> scopes = Map.of();

  private Map<String, Rule> made = Map.of();
  private List<Rule> inForce = List.of();
  private boolean areRulesChanged;
  private boolean areHostsChanged = true;

  /**
   * A rule that was read.
   *
   * @param content null: it cannot be read
   * @param problem why it cannot; null when it can
   */
  private record Read(RuleRecord stored, @Nullable RuleContent content, @Nullable String problem) {
    /** A rule that is disabled decides nothing, whatever it says. */
    private boolean isInDoubt() {
      return content == null && stored.isEnabled();
    }

    /** The id of whose rule it is. */
    private String owner() {
      String site = stored.siteId();
      return site == null ? stored.accountId() : site;
    }
  }

  RuleCompilation(InstantSource clock) {
    this.clock = clock;
  }

  /** Replaces the rules of the accounts that have some here; in the order of the store. */
  void put(List<RuleRecord> rules) {
    Map<String, List<RuleRecord>> accounts = new HashMap<>();
    for (RuleRecord rule : rules) {
      accounts.computeIfAbsent(rule.accountId(), id -> new ArrayList<>()).add(rule);
    }
    accounts.forEach(this::replace);
  }

  /** Replaces the rules of one account; the list may be empty. */
  void replace(String accountId, List<RuleRecord> rules) {
    Map<String, Read> before = new HashMap<>();
    byAccount
        .getOrDefault(accountId, List.of())
        .forEach(rule -> before.put(rule.stored.id(), rule));
    byAccount.put(accountId, rules.stream().map(rule -> read(rule, before)).toList());
    areRulesChanged = true;
  }

  private Read read(RuleRecord rule, Map<String, Read> before) {
    Read known = before.get(rule.id());
    boolean isSame = known != null && known.stored.document().equals(rule.document());
    return known != null && isSame ? new Read(rule, known.content, known.problem) : read(rule);
  }

  private Read read(RuleRecord rule) {
    try {
      return new Read(rule, rule.content(parts()), null);
    } catch (RuntimeException e) {
      return new Read(rule, null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Why nothing of a site may be served: a rule of it, or of its account, cannot be read, and
   * nobody knows what it blocks. Null when all can be read.
   */
  @Nullable String problem(String siteId, String accountId) {
    for (Read rule : byAccount.getOrDefault(accountId, List.of())) {
      String siteOfRule = rule.stored.siteId();
      if (rule.isInDoubt() && (siteOfRule == null || siteOfRule.equals(siteId))) {
        return "rule %s cannot be read, and nobody knows what it blocks: %s"
            .formatted(rule.stored.deployedName(), rule.problem);
      }
    }
    return null;
  }

  /** The reasons for which rules cannot be read, by their ids. */
  Map<String, String> unreadable() {
    Map<String, String> unreadable = new HashMap<>();
    for (List<Read> account : byAccount.values()) {
      for (Read rule : account) {
        if (rule.problem != null) {
          unreadable.put(rule.stored.id(), rule.problem);
        }
      }
    }
    return unreadable;
  }

  private PartReader parts() {
    return new PartReader(null, clock.instant());
  }

  /** Notes that a host was created or removed. */
  void hostsChanged() {
    areHostsChanged = true;
  }

  /** The rules of a snapshot with these hosts. Rules that apply to no host are left out. */
  List<Rule> inForce(Collection<HostRecord> hosts) {
    if (!areRulesChanged && !areHostsChanged) {
      return inForce;
    }
    Map<String, Set<HostPattern>> next = scopes(hosts);
    if (areRulesChanged || !next.equals(scopes)) {
      scopes = next;
      make();
    }
    areRulesChanged = false;
    areHostsChanged = false;
    return inForce;
  }

  private void make() {
    Map<String, Rule> next = new HashMap<>();
    List<Rule> rules = new ArrayList<>();
    for (List<Read> account : byAccount.values()) {
      for (Read rule : account) {
        Set<HostPattern> hosts = scopes.get(rule.owner());
        if (hosts != null && rule.content != null) {
          Rule one = rule(rule, rule.content, hosts);
          next.put(rule.stored.id(), one);
          rules.add(one);
        }
      }
    }
    made = next;
    inForce = List.copyOf(rules);
  }

  private Rule rule(Read read, RuleContent content, Set<HostPattern> hosts) {
    Rule rule = content.named(read.stored.deployedName(), hosts);
    Rule before = made.get(read.stored.id());
    return before != null && before.equals(rule) ? before : rule;
  }

  /** One set for all rules of a site or account; the one before where it is equal. */
  private Map<String, Set<HostPattern>> scopes(Collection<HostRecord> hosts) {
    Map<String, Set<HostPattern>> found = new HashMap<>();
    Set<String> owners = new HashSet<>();
    byAccount.values().forEach(rules -> rules.forEach(rule -> owners.add(rule.owner())));
    for (HostRecord host : hosts) {
      for (String owner : List.of(host.accountId(), host.siteId())) {
        if (owners.contains(owner)) {
          found.computeIfAbsent(owner, id -> new HashSet<>()).add(new HostPattern(host.name()));
        }
      }
    }
    found.replaceAll((owner, set) -> {
      Set<HostPattern> before = scopes.get(owner);
      return before != null && before.equals(set) ? before : Set.copyOf(set);
    });
    return found;
  }
}
