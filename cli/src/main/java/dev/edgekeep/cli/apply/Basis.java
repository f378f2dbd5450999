package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The records that a plan was computed from, by the path that they were read at. Immutable. */
record Basis(Map<ApiPath, Read> reads) {
  /** Members that change without anybody changing the record. */
  private static final Set<String> VOLATILE =
      Set.of(
          "updatedAt",
          "warnings",
          "unreadable",
          "health",
          "latencyMs",
          "lastCheck",
          "counters",
          "matches");

  Basis {
    reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
  }

  /** The kind of resource at a path. */
  enum Shape {
    /** One record, or none. */
    RECORD,
    /** All pages of a list of records. */
    LIST
  }

  /**
   * A response.
   *
   * @param what names the record, or the kind of the records of a list
   * @param value a missing node when there is no record
   * @param isUsed whether the plan depends on a record of a list
   */
  record Read(String what, Shape shape, JsonNode value, Predicate<JsonNode> isUsed) {}

  /** Reads everything again, and describes each difference in one line. Blocks. */
  List<String> changesSince(ApiClient api) throws CommandFailure, InterruptedException {
    List<String> changes = new ArrayList<>();
    for (Map.Entry<ApiPath, Read> each : reads.entrySet()) {
      Read before = each.getValue();
      JsonNode now = CurrentState.request(api, each.getKey(), before.shape());
      switch (before.shape()) {
        case RECORD -> compare(before.what(), before.value(), now, changes);
        case LIST -> compareLists(before, now, changes);
      }
    }
    return changes;
  }

  private static void compareLists(Read before, JsonNode now, List<String> changes) {
    Map<String, JsonNode> old = byName(before.value(), before.isUsed());
    Map<String, JsonNode> current = byName(now, before.isUsed());
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(current.keySet());
    int known = changes.size();
    for (String name : names) {
      compare(
          before.what() + " " + name,
          old.getOrDefault(name, MissingNode.getInstance()),
          current.getOrDefault(name, MissingNode.getInstance()),
          changes);
    }
    if (changes.size() == known
        && !List.copyOf(old.keySet()).equals(List.copyOf(current.keySet()))) {
      changes.add("~ order of: " + before.what());
    }
  }

  /** Names need not be unique: certificates and rules may share one. */
  private static Map<String, JsonNode> byName(JsonNode list, Predicate<JsonNode> isUsed) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode each : list) {
      if (!isUsed.test(each)) {
        continue;
      }
      String name = each.path("name").asString("");
      String id = each.path("id").asString("");
      String key = name.isEmpty() ? id : name;
      found.put(found.containsKey(key) ? "%s (%s)".formatted(key, id) : key, each);
    }
    return found;
  }

  private static void compare(String what, JsonNode before, JsonNode now, List<String> changes) {
    if (before.isMissingNode() || now.isMissingNode()) {
      if (!before.isMissingNode() || !now.isMissingNode()) {
        changes.add((before.isMissingNode() ? "+ " : "- ") + what);
      }
      return;
    }
    List<String> members = differing(before, now, Set.of());
    if (!members.isEmpty()) {
      changes.add("~ %s: %s".formatted(what, String.join(", ", members)));
    }
  }

  /**
   * The members that differ, without those that change by themselves.
   *
   * @param ignored further members that may differ
   */
  static List<String> differing(JsonNode before, JsonNode now, Collection<String> ignored) {
    Set<String> members = new LinkedHashSet<>(before.propertyNames());
    members.addAll(now.propertyNames());
    members.removeAll(VOLATILE);
    members.removeAll(ignored);
    return members.stream()
        .filter(member -> !before.path(member).equals(now.path(member)))
        .toList();
  }
}
