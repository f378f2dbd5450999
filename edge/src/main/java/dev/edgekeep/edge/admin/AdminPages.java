package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.admin.AdminPage;
import dev.edgekeep.daemon.admin.AdminRequest;
import dev.edgekeep.daemon.admin.AdminResponse;
import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.daemon.admin.RequestGuard;
import dev.edgekeep.edge.metrics.FeedState;
import dev.edgekeep.snapshot.AdminEndpoint;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;

/** {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /hosts}, {@code /revocation}. */
public final class AdminPages {
  private AdminPages() {}

  /**
   * Serves the pages. Blocks until the address is bound.
   *
   * @throws IOException naming the address, when it cannot be bound
   */
  public static AdminServer serve(
      AdminEndpoint endpoint, NodeView node, PrometheusRegistry registry) throws IOException {
    HostsPage hosts = new HostsPage(node);
    RevocationPage revocation = new RevocationPage(node);
    return AdminServer.start(
        endpoint.address(),
        endpoint.allowRemote() ? RequestGuard.anyName() : RequestGuard.addressesOnly(),
        List.of(
            AdminPage.readOnly(
                "/healthz", request -> health(AdminResponse.OK, "up", "the process runs")),
            AdminPage.readOnly("/readyz", request -> readiness(node, request)),
            AdminPage.metrics(registry),
            AdminPage.readOnly("/hosts", hosts::render),
            AdminPage.readOnly("/revocation", request -> revocation.render())));
  }

  /**
   * With the parameter {@code strict}, a node that may not have the newest snapshot is not ready.
   */
  private static AdminResponse readiness(NodeView node, AdminRequest request) {
    Readiness readiness = node.readiness();
    FeedState feed = node.feed();
    if (readiness.isReady()
        && feed != null
        && feed.stale() != null
        && request.query().containsKey("strict")) {
      readiness = new Readiness(Readiness.State.STALE, feed.stale());
    }
    return health(
        readiness.isReady() ? AdminResponse.OK : AdminResponse.UNAVAILABLE,
        readiness.state().label(),
        readiness.reason());
  }

  private static AdminResponse health(int status, String state, String reason) {
    return AdminResponse.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", state);
          json.writeStringProperty("reason", reason);
          json.writeEndObject();
        });
  }
}
