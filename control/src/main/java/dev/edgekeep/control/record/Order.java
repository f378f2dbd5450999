package dev.edgekeep.control.record;

import dev.edgekeep.control.error.DomainException;
import java.util.function.Function;

/**
 * The order of a list, by a column in which no two rows of a scope are equal.
 *
 * @param column with its table where others have it, too
 * @param cursor the cursor that continues after a row
 * @param position the value of the column that a cursor means; an empty cursor: the beginning
 */
public record Order<R>(
    String column,
    boolean isDescending,
    Function<R, String> cursor,
    Function<String, Object> position) {
  private static final String NUMBER = "[0-9]{1,18}";

  /** By a text. */
  public static <R> Order<R> byText(String column, Function<R, String> cursor) {
    return new Order<>(column, false, cursor, text -> text);
  }

  /** By a number, the greatest first. */
  public static <R> Order<R> newestFirst(String column, Function<R, Long> number) {
    return new Order<>(column, true, row -> Long.toString(number.apply(row)), Order::before);
  }

  private static long before(String cursor) {
    if (cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!cursor.matches(NUMBER)) {
      throw DomainException.invalid("cursor", "give the next of an earlier answer");
    }
    return Long.parseLong(cursor);
  }

  /** SQL that is true of the rows after {@code :cursor}. */
  String isAfter() {
    return "%s %s :cursor".formatted(column, isDescending ? "<" : ">");
  }

  String orderBy() {
    return "ORDER BY %s%s".formatted(column, isDescending ? " DESC" : "");
  }
}
