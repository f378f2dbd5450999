package dev.edgekeep.control.deploy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind by id, and the reasons for which some cannot be read. One thread at a time.
 */
final class RecordMap<T> {
  private final Map<String, T> values = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>();

  /** Reads a value from a row. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws SQLException;
  }

  /**
   * Adds a record. One that cannot be read is noted, and does not keep the others from being read;
   * a database that fails is another matter.
   *
   * @param what the record in words, as {@code origin example.com/app}
   * @return the id
   */
  String add(String id, String what, Reading<T> reading) throws SQLException {
    try {
      values.put(id, reading.read());
    } catch (JdbiException e) {
      throw e;
    } catch (RuntimeException e) {
      unreadable.put(id, sentence(what, e));
    }
    return id;
  }

  void put(String id, T value) {
    values.put(id, value);
    unreadable.remove(id);
  }

  /** Notes a record that cannot be used, with the reason. */
  void fail(String id, String reason) {
    values.remove(id);
    unreadable.put(id, reason);
  }

  private static String sentence(String what, RuntimeException e) {
    String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return detail.startsWith(what) ? detail : "%s cannot be read: %s".formatted(what, detail);
  }

  /** Adds all of these; they replace records with the same ids. */
  void putAll(RecordMap<T> others) {
    others.ids().forEach(this::remove);
    values.putAll(others.values);
    unreadable.putAll(others.unreadable);
  }

  /** Replaces the record with an id; removes it where the other map has none. */
  void replace(String id, RecordMap<T> found) {
    remove(id);
    putAll(found);
  }

  private void remove(String id) {
    values.remove(id);
    unreadable.remove(id);
  }

  /** The ids of the records that can be read and of those that cannot. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>(values.keySet());
    ids.addAll(unreadable.keySet());
    return ids;
  }

  /** The records that can be read. */
  Map<String, T> readable() {
    return values;
  }

  Collection<T> values() {
    return values.values();
  }

  /** The reasons for which the others cannot be read, by id. */
  Map<String, String> unreadable() {
    return unreadable;
  }

  /**
   * The record of an id.
   *
   * @throws UnreadableRecordException when it cannot be read
   */
  T require(@Nullable String id) {
    T value = id == null ? null : values.get(id);
    if (value == null) {
      String reason = id == null ? null : unreadable.get(id);
      throw new UnreadableRecordException(
          reason == null ? "the record %s is missing in the store".formatted(id) : reason);
    }
    return value;
  }

  /** Changes a value, or the default where there is none. A record that cannot be read stays so. */
  void ifReadable(String id, T otherwise, UnaryOperator<T> change) {
    if (!unreadable.containsKey(id)) {
      values.put(id, change.apply(values.getOrDefault(id, otherwise)));
    }
  }

  /**
   * @throws UnreadableRecordException when there is a record of this id that cannot be read
   */
  void requireReadable(String id) {
    if (unreadable.containsKey(id)) {
      require(id);
    }
  }

  /** The records of some ids. */
  List<T> require(List<String> ids) {
    List<T> found = new ArrayList<>(ids.size());
    ids.forEach(id -> found.add(require(id)));
    return found;
  }
}
