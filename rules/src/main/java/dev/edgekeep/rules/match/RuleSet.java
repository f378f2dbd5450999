package dev.edgekeep.rules.match;

import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.evaluate.RequestView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules in order, indexed by the hosts for which they can be true. A request is evaluated only
 * against the rules for its host. Immutable; any thread.
 *
 * @param <T> the action of a rule
 */
public final class RuleSet<T> {
  /**
   * One rule.
   *
   * @param hosts the served hosts that the rule applies to; null for all
   */
  public record Entry<T>(RuleExpression when, @Nullable Set<String> hosts, T rule) {
    public Entry {
      hosts = hosts == null ? null : Set.copyOf(hosts);
    }
  }

  /** An entry with its position. */
  private record Placed<T>(int place, Entry<T> entry) {}

  private final int size;
  private final Map<String, List<Placed<T>>> byName = new HashMap<>();
  private final Map<String, List<Placed<T>>> byServed = new HashMap<>();
  private final List<Placed<T>> forAll = new ArrayList<>();

  private RuleSet(List<Entry<T>> entries) {
    this.size = entries.size();
    for (int place = 0; place < entries.size(); place++) {
      index(new Placed<>(place, entries.get(place)));
    }
  }

  /** Creates the index; {@code entries} are in order. */
  public static <T> RuleSet<T> of(List<Entry<T>> entries) {
    return new RuleSet<>(entries);
  }

  private void index(Placed<T> placed) {
    Optional<Set<String>> named = placed.entry.when().hosts();
    Set<String> served = placed.entry.hosts();
    if (named.isPresent()) {
      named.get().forEach(host -> list(byName, host).add(placed));
    } else if (served != null) {
      served.forEach(host -> list(byServed, host).add(placed));
    } else {
      forAll.add(placed);
    }
  }

  private static <T> List<Placed<T>> list(Map<String, List<Placed<T>>> index, String host) {
    return index.computeIfAbsent(host, h -> new ArrayList<>(1));
  }

  /** The number of rules. */
  public int size() {
    return size;
  }

  /**
   * The rules that can match a request, in order.
   *
   * @param name the host that the request names, in lower case and without a port
   * @param served the host that serves it: that name, or the wildcard that covers it
   */
  public Candidates<T> candidates(String name, String served) {
    return new Candidates<>(
        served,
        byName.getOrDefault(name, List.of()),
        byServed.getOrDefault(served, List.of()),
        forAll);
  }

  /** Iterates over the rules for one request. One thread at a time. */
  public static final class Candidates<T> {
    private final String served;
    private final List<Placed<T>> named;
    private final List<Placed<T>> scoped;
    private final List<Placed<T>> forAll;
    private int nextNamed;
    private int nextScoped;
    private int nextForAll;

    private Candidates(
        String served, List<Placed<T>> named, List<Placed<T>> scoped, List<Placed<T>> forAll) {
      this.served = served;
      this.named = named;
      this.scoped = scoped;
      this.forAll = forAll;
    }

    /** The next rule whose expression is true for the request; null if there is none left. */
    public @Nullable T next(RequestView view) {
      for (Placed<T> placed = advance(); placed != null; placed = advance()) {
        Set<String> hosts = placed.entry.hosts();
        if ((hosts == null || hosts.contains(served)) && placed.entry.when().matches(view)) {
          return placed.entry.rule();
        }
      }
      return null;
    }

    /** The entry with the lowest position among the next entries of the three lists. */
    private @Nullable Placed<T> advance() {
      int place = Math.min(place(named, nextNamed), place(scoped, nextScoped));
      place = Math.min(place, place(forAll, nextForAll));
      if (place == Integer.MAX_VALUE) {
        return null;
      }
      if (place(named, nextNamed) == place) {
        return named.get(nextNamed++);
      }
      return place(scoped, nextScoped) == place
          ? scoped.get(nextScoped++)
          : forAll.get(nextForAll++);
    }

    private static <T> int place(List<Placed<T>> list, int index) {
      return index < list.size() ? list.get(index).place : Integer.MAX_VALUE;
    }
  }
}
