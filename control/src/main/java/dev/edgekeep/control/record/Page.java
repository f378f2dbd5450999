package dev.edgekeep.control.record;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the next page; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * The page of the rows of a query that asked for one more than the limit.
   *
   * @param cursor of the last item that is shown
   */
  public static <T> Page<T> of(List<T> rows, Paging paging, Function<T, String> cursor) {
    if (rows.size() <= paging.limit()) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, paging.limit());
    return new Page<>(items, cursor.apply(items.getLast()));
  }

  public <R> Page<R> map(Function<T, R> view) {
    return new Page<>(items.stream().map(view).toList(), next);
  }
}
