package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the control plane's records for a plan and remembers what it has read, so that the plan can
 * tell later whether any of it has changed. A path that is read twice is requested once. One
 * thread.
 */
final class CurrentState {
  private final ApiClient api;
  private final Map<ApiPath, Basis.Read> reads = new LinkedHashMap<>();

  CurrentState(ApiClient api) {
    this.api = api;
  }

  /** All records of a list. */
  List<JsonNode> list(ApiPath path, String kind) throws CommandFailure, InterruptedException {
    return list(path, kind, _ -> true);
  }

  /**
   * All records of a list of which the plan uses only some.
   *
   * @param isUsed whether a change of a record, or a new record, concerns the plan
   */
  List<JsonNode> list(ApiPath path, String kind, Predicate<JsonNode> isUsed)
      throws CommandFailure, InterruptedException {
    return read(path, kind, Basis.Shape.LIST, isUsed).valueStream().toList();
  }

  /** All records of a list by their names, in the order of the list. */
  Map<String, JsonNode> byName(ApiPath path, String kind)
      throws CommandFailure, InterruptedException {
    return byName(path, kind, _ -> true);
  }

  /** As {@link #list(ApiPath, String, Predicate)}, by name. */
  Map<String, JsonNode> byName(ApiPath path, String kind, Predicate<JsonNode> isUsed)
      throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode each : list(path, kind, isUsed)) {
      found.putIfAbsent(each.path("name").asString(""), each);
    }
    return found;
  }

  /** One record; a missing node when there is none. */
  JsonNode find(ApiPath path, String what) throws CommandFailure, InterruptedException {
    return read(path, what, Basis.Shape.RECORD, _ -> true);
  }

  private JsonNode read(ApiPath path, String what, Basis.Shape shape, Predicate<JsonNode> isUsed)
      throws CommandFailure, InterruptedException {
    Basis.Read known = reads.get(path);
    JsonNode value = known == null ? request(api, path, shape) : known.value();
    Predicate<JsonNode> used = known == null ? isUsed : known.isUsed().or(isUsed);
    reads.put(path, new Basis.Read(what, shape, value, used));
    return value;
  }

  static JsonNode request(ApiClient api, ApiPath path, Basis.Shape shape)
      throws CommandFailure, InterruptedException {
    if (shape == Basis.Shape.LIST) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      Pages.all(api, path).forEach(items::add);
      return items;
    }
    @Nullable ApiResponse found = api.find(path);
    return found == null ? JsonNodeFactory.instance.missingNode() : found.body();
  }

  /** Everything that was read so far. */
  Basis basis() {
    return new Basis(reads);
  }
}
