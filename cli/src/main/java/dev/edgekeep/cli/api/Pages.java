package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads lists of the API, which are paginated. */
public final class Pages {
  private static final int PAGE = 1_000;

  private Pages() {}

  /** All items. */
  public static List<JsonNode> all(ApiClient api, ApiPath path)
      throws CommandFailure, InterruptedException {
    return first(api, path, Integer.MAX_VALUE);
  }

  /** The first items, at most {@code most}. */
  public static List<JsonNode> first(ApiClient api, ApiPath path, int most)
      throws CommandFailure, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String next = null;
    do {
      JsonNode page =
          api.get(path.with("limit", Math.min(PAGE, most - items.size())).with("cursor", next));
      page.path("items").forEach(items::add);
      next = next(page);
    } while (next != null && items.size() < most);
    return items;
  }

  private static @Nullable String next(JsonNode page) {
    String next = page.path("next").asString("");
    return next.isEmpty() ? null : next;
  }
}
