package dev.edgekeep.control.host;

import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.read.RouteContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks of the routes of a host, and warnings about them. */
final class HostRoutes {
  private HostRoutes() {}

  /** Faults of the routes that a host should have. */
  static List<Violation> problems(
      Handle db, Site site, Origins origins, List<RouteContent> routes, @Nullable Mode mode) {
    List<Violation> violations = new ArrayList<>();
    Map<String, Boolean> exists = new HashMap<>();
    for (int i = 0; i < routes.size(); i++) {
      RouteContent route = routes.get(i);
      String origin = route.origin();
      if (origin != null
          && !exists.computeIfAbsent(origin, name -> origins.find(db, site, name).isPresent())) {
        violations.add(
            new Violation(
                "routes[%d].origin".formatted(i),
                "the site %s has no origin %s; create it first".formatted(site.name(), origin)));
      }
      if (route.isProtected() && mode == Mode.OFF) {
        violations.add(
            new Violation(
                "routes[%d].clientCertificate".formatted(i),
                "the host asks for no certificates; set clientAuth.mode to request, or to"
                    + " require"));
      }
    }
    return violations;
  }

  /**
   * Warnings about routes that admit nobody.
   *
   * @param settings of the host
   */
  static List<String> warnings(HostRecord host, JsonNode settings) {
    List<String> bound = host.uses().clientCaNames();
    List<String> warnings = new ArrayList<>();
    for (JsonNode route : settings.path("routes")) {
      String path = route.path("path").asString("");
      if (!route.path("clientCertificate").asString("").equals("required")) {
        continue;
      }
      if (bound.isEmpty()) {
        warnings.add(
            "the route %s requires a client certificate and no client CA is bound to the host: it refuses every client until one is bound"
                .formatted(path));
      } else if (route.has("cas")) {
        route
            .path("cas")
            .forEach(ca -> {
              if (!bound.contains(ca.asString(""))) {
                warnings.add(
                    "the route %s is for clients of %s, and that client CA is not bound to the host: bind it"
                        .formatted(path, ca.asString("")));
              }
            });
      }
    }
    return warnings;
  }
}
