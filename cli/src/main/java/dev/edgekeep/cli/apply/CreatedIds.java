package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import java.util.HashMap;
import java.util.Map;

/** The ids that the API has given to the records that a plan creates. One thread. */
final class CreatedIds {
  private final Map<ApiPath, String> ids = new HashMap<>();

  /**
   * Remembers the id of a new record.
   *
   * @param key the path of its list with its name
   */
  ApiResponse keep(ApiPath key, ApiResponse created) {
    ids.put(key, created.body().path("id").asString(""));
    return created;
  }

  /** The id of a record that a step has created, else {@code otherwise}. */
  String get(ApiPath key, String otherwise) {
    return ids.getOrDefault(key, otherwise);
  }
}
