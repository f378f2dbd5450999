package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One API call of a plan, with the changes that it makes. It knows no connection: the plan's
 * execution provides one. Immutable.
 *
 * @param lines the changes in words, each after its sign: {@code +} created, {@code ~} updated,
 *     {@code -} deleted
 * @param target the record that the call replaces, deletes or creates by name, whose revision must
 *     be the one that the plan was computed from; null: the call has none
 * @param rebound hosts whose client CAs the call changes, and with them the hosts' revision
 */
record Step(List<String> lines, @Nullable ApiPath target, List<ApiPath> rebound, Call call) {
  Step {
    lines = List.copyOf(lines);
    rebound = List.copyOf(rebound);
  }

  /** Makes the change. */
  @FunctionalInterface
  interface Call {
    /**
     * @param created ids of the records that earlier steps created
     * @param etag the revision of the target that the change is for; null: any, or none
     */
    ApiResponse make(ApiClient api, CreatedIds created, @Nullable String etag)
        throws CommandFailure, InterruptedException;
  }

  /** A record that gets its id or its place from the API. */
  static Step create(String what, Call call) {
    return new Step(List.of("+ " + what), null, List.of(), call);
  }

  /** A record whose path the client chooses; there must be none yet. */
  static Step createAt(ApiPath target, String what, Call call) {
    return new Step(List.of("+ " + what), target, List.of(), call);
  }

  static Step update(ApiPath target, String what, Call call) {
    return new Step(List.of("~ " + what), target, List.of(), call);
  }

  static Step delete(ApiPath target, String what) {
    return new Step(
        List.of("- " + what), target, List.of(), (api, _, etag) -> api.delete(target, etag));
  }

  /** The same step, with the name of the site added to each line. */
  Step of(String site) {
    return new Step(
        lines.stream().map(line -> "%s, of the site %s".formatted(line, site)).toList(),
        target,
        rebound,
        call);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
