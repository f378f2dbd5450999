package dev.edgekeep.config.value;

import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys. Its reader gets every key that the mapping may have, then calls {@link
 * #end}, which reports all other keys as unknown. One thread.
 */
public final class Section {
  private final Mapping mapping;
  private final DocumentPath path;
  private final Problems problems;
  private final List<String> known = new ArrayList<>(8);

  public Section(Mapping mapping, DocumentPath path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
    if (mapping.entries().size() > 1) {
      reportDuplicates();
    }
  }

  /**
   * Reads a section that may be left out. Keys that {@code reading} does not ask for are told as
   * unknown.
   *
   * @param otherwise the result where there is no section
   */
  public static <T> T read(@Nullable Value value, T otherwise, Function<Section, T> reading) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return otherwise;
    }
    T result = reading.apply(section);
    section.end();
    return result;
  }

  public DocumentPath path() {
    return path;
  }

  public Problems problems() {
    return problems;
  }

  public int line() {
    return mapping.line();
  }

  public void error(String message) {
    problems.error(path, line(), message);
  }

  /** The value of a key; null when the key is absent. */
  public @Nullable Value get(String key) {
    known.add(key);
    for (Entry entry : mapping.entries()) {
      if (entry.key().equals(key)) {
        return value(entry);
      }
    }
    return null;
  }

  /** The value of a key; reports an absent key, with its purpose. */
  public @Nullable Value require(String key, String purpose) {
    Value value = get(key);
    if (value == null) {
      error("%s is missing; %s".formatted(key, purpose));
    }
    return value;
  }

  public long number(String key, Bounds bounds, long otherwise) {
    Value value = get(key);
    return value == null ? otherwise : value.number(bounds, otherwise);
  }

  /** A number of milliseconds. */
  public Duration millis(String key, Bounds bounds, Duration otherwise) {
    return Duration.ofMillis(number(key, bounds, otherwise.toMillis()));
  }

  public boolean flag(String key, boolean otherwise) {
    Value value = get(key);
    return value == null ? otherwise : value.flag(otherwise);
  }

  public <T> T choice(String key, Map<String, T> choices, T otherwise) {
    Value value = get(key);
    T chosen = value == null ? null : value.choice(choices);
    return chosen == null ? otherwise : chosen;
  }

  /** Reports the keys that the reader did not get. */
  public void end() {
    for (Entry entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        problems.error(path.key(entry.key()), entry.line(), unknownKey(entry.key()));
      }
    }
  }

  /** Returns whether there is another key. */
  public boolean hasOther(String... keys) {
    List<String> these = List.of(keys);
    return mapping.entries().stream().anyMatch(entry -> !these.contains(entry.key()));
  }

  /** This mapping without some keys. */
  public Value without(String... keys) {
    List<String> these = List.of(keys);
    List<Entry> others =
        mapping.entries().stream().filter(entry -> !these.contains(entry.key())).toList();
    return new Value(new Mapping(others, line()), path, problems);
  }

  /** All keys and values, for a mapping whose keys are names. */
  public Map<String, Value> named() {
    Map<String, Value> named = new LinkedHashMap<>();
    for (Entry entry : mapping.entries()) {
      named.put(entry.key(), value(entry));
    }
    return named;
  }

  private Value value(Entry entry) {
    return new Value(entry.value(), path.key(entry.key()), problems);
  }

  private String unknownKey(String key) {
    if (key.equals("<<")) {
      return "YAML 1.2 has no merge keys; write out the merged keys, or use an alias for each"
          + " value";
    }
    return "unknown key" + Suggestion.among(key, known);
  }

  private void reportDuplicates() {
    Map<String, Integer> lines = HashMap.newHashMap(mapping.entries().size());
    for (Entry entry : mapping.entries()) {
      Integer first = lines.putIfAbsent(entry.key(), entry.line());
      if (first != null) {
        problems.error(
            path.key(entry.key()),
            entry.line(),
            "duplicate key, first defined in line %d; remove one of them".formatted(first));
      }
    }
  }
}
