package dev.edgekeep.edge.origin;

import static java.util.Objects.requireNonNull;

import dev.edgekeep.edge.origin.health.EjectionLimit;
import dev.edgekeep.edge.origin.health.ServerHealth;
import dev.edgekeep.edge.origin.retry.RetryBudget;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of an origin's state that all event loops share. Any thread. */
final class SharedOrigin {
  private final Origin origin;
  private final List<SharedServer> servers;
  private final RetryBudget budget;

  private SharedOrigin(Origin origin, List<SharedServer> servers, RetryBudget budget) {
    this.origin = origin;
    this.servers = servers;
    this.budget = budget;
  }

  static SharedOrigin of(Origin origin, ServerReports reports) {
    return next(origin, null, reports);
  }

  /** The same origin with other settings: servers that it had before keep their state. */
  static SharedOrigin next(Origin origin, @Nullable SharedOrigin before, ServerReports reports) {
    ServerHealth.Settings settings = settings(origin);
    List<SharedServer> servers = new ArrayList<>();
    for (Origin.Server server : origin.servers()) {
      SharedServer known = before == null ? null : before.find(server);
      if (known == null) {
        known = new SharedServer(origin.name(), server, settings, reports);
        if (before != null) {
          known.health().start(System.nanoTime());
        }
      } else {
        known.health().configure(settings);
      }
      servers.add(known);
    }
    return new SharedOrigin(
        origin, List.copyOf(servers), before == null ? new RetryBudget() : before.budget);
  }

  private static ServerHealth.Settings settings(Origin origin) {
    HealthCheck check = origin.policy().healthCheck();
    return new ServerHealth.Settings(
        origin.policy().ejection(),
        new EjectionLimit(origin.servers().size()),
        origin.policy().balancing().slowStart(),
        check == null ? 1 : check.healthy(),
        check == null ? 1 : check.unhealthy());
  }

  /** The state of a server; null when it is not one of the origin's. */
  @Nullable SharedServer find(Origin.Server server) {
    for (SharedServer shared : servers) {
      if (shared.is(server)) {
        return shared;
      }
    }
    return null;
  }

  Origin origin() {
    return origin;
  }

  /** In the order of the configuration. */
  List<SharedServer> servers() {
    return servers;
  }

  /** The state of one of the origin's servers. */
  SharedServer server(Origin.Server server) {
    return requireNonNull(find(server), "the server is of another origin");
  }

  RetryBudget budget() {
    return budget;
  }
}
