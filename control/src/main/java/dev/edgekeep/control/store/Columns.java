package dev.edgekeep.control.store;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Values for columns of one row, in the order in which they were added. One thread. */
public final class Columns {
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Set<String> incremented = new LinkedHashSet<>();

  /** A value with the type that databases need to know for a null. */
  private record Value(Type type, @Nullable Object value) {}

  public Columns text(String column, @Nullable String value) {
    return add(column, String.class, value);
  }

  public Columns number(String column, @Nullable Long value) {
    return add(column, Long.class, value);
  }

  /** Stored as 1 or 0. */
  public Columns flag(String column, boolean value) {
    return add(column, Integer.class, value ? 1 : 0);
  }

  public Columns bytes(String column, byte @Nullable [] value) {
    return add(column, byte[].class, value);
  }

  /** Adds one to the column of a row that exists. */
  public Columns increment(String column) {
    incremented.add(column);
    return this;
  }

  /** Adds all of the others. */
  public Columns and(Columns others) {
    values.putAll(others.values);
    return this;
  }

  private Columns add(String column, Type type, @Nullable Object value) {
    values.put(column, new Value(type, value));
    return this;
  }

  /** As {@code a, b}. */
  String names() {
    return String.join(", ", values.keySet());
  }

  /** As {@code :a, :b}. */
  String parameters() {
    return joined(column -> ":" + column);
  }

  /** As {@code a = :a, b = b + 1}. */
  String assignments() {
    String assigned = joined("%1$s = :%1$s"::formatted);
    String increments =
        incremented.stream().map("%1$s = %1$s + 1"::formatted).collect(Collectors.joining(", "));
    return assigned.isEmpty() || increments.isEmpty()
        ? assigned + increments
        : assigned + ", " + increments;
  }

  private String joined(Function<String, String> each) {
    return values.keySet().stream().map(each).collect(Collectors.joining(", "));
  }

  <S extends SqlStatement<S>> S bind(S statement) {
    values.forEach((column, value) -> statement.bindByType(column, value.value(), value.type()));
    return statement;
  }
}
