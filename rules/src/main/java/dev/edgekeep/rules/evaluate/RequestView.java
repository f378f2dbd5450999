package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one request, for rules. Each method is called only for fields of its type, and only
 * for fields that an expression needs; expensive values may be computed on first use. Strings have
 * one character (0 to 255) for each byte. One thread at a time; nothing blocks.
 */
public interface RequestView {
  /** The result of {@link #number} for an absent field. */
  long NO_NUMBER = Long.MIN_VALUE;

  /** A string; null if absent. */
  @Nullable String text(Field field);

  /** An integer, or {@link #NO_NUMBER}. */
  long number(Field field);

  /** A boolean; an absent field is false. */
  boolean truth(Field field);

  /** An address; null if absent. */
  @Nullable IpAddress address(Field field);

  /** An array; empty if absent. */
  List<String> list(Field field);

  /** The values under one name of a map; empty if there are none. */
  List<String> entry(Field field, String name);

  /** A whole map; empty if absent. */
  Map<String, List<String>> map(Field field);

  /**
   * One value under a name of a map; null if there is none.
   *
   * @param position from 0
   */
  default @Nullable String entry(Field field, String name, int position) {
    List<String> values = entry(field, name);
    return position < values.size() ? values.get(position) : null;
  }
}
