package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;

/** What is found under which path. */
final class AdminPages {
  private final NodeView node;
  private final MetricsPage metrics;
  private final HostsPage hosts;

  AdminPages(NodeView node, MetricsPage metrics, HostsPage hosts) {
    this.node = node;
    this.metrics = metrics;
    this.hosts = hosts;
  }

  Page find(String uri, String accept) {
    QueryStringDecoder query = new QueryStringDecoder(uri);
    try {
      return switch (query.path()) {
        case "/healthz" -> health(HttpResponseStatus.OK, "up", "the process runs");
        case "/readyz" -> readiness(node.readiness());
        case "/metrics" -> metrics.render(accept);
        case "/hosts" -> hosts.render(query.parameters());
        default ->
            Page.error(
                HttpResponseStatus.NOT_FOUND,
                "there are /healthz, /readyz, /metrics and /hosts here");
      };
    } catch (IllegalArgumentException e) {
      return Page.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static Page readiness(Readiness readiness) {
    HttpResponseStatus status =
        readiness.isReady() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    return health(status, readiness.state().label(), readiness.reason());
  }

  private static Page health(HttpResponseStatus status, String state, String reason) {
    JsonWriter json = new JsonWriter();
    json.beginObject().field("status", state).field("reason", reason).endObject();
    return Page.json(status, json);
  }
}
