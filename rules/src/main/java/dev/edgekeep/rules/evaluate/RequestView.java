package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rules may ask of one request. Each method is asked only for fields of its type, and only for
 * those that an expression needs; what is costly may be computed when it is first asked for.
 * Strings have one character (0 to 255) for each byte. One thread at a time; nothing blocks.
 */
public interface RequestView {
  /** The answer of {@link #number} for what is absent. */
  long NO_NUMBER = Long.MIN_VALUE;

  /** A string; null when it is absent. */
  @Nullable String text(Field field);

  /** An integer, or {@link #NO_NUMBER}. */
  long number(Field field);

  /** A boolean; what is absent is false. */
  boolean truth(Field field);

  /** An address; null when it is absent. */
  @Nullable IpAddress address(Field field);

  /** An array; empty when it is absent. */
  List<String> list(Field field);

  /** The values under one name of a map; empty when there are none. */
  List<String> entry(Field field, String name);

  /** A whole map; empty when it is absent. */
  Map<String, List<String>> map(Field field);

  /**
   * One value under a name of a map; null when there is none.
   *
   * @param position from 0
   */
  default @Nullable String entry(Field field, String name, int position) {
    List<String> values = entry(field, name);
    return position < values.size() ? values.get(position) : null;
  }
}
