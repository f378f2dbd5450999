package dev.edgekeep.control.deploy;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /deployments}, the newest first, and {@code /nodes}. */
public final class DeploymentApi {
  private final Store store;
  private final Deployments deployments;

  public DeploymentApi(Store store, Deployments deployments) {
    this.store = store;
    this.deployments = deployments;
  }

  public void addTo(Routes routes) {
    routes.get("/deployments", Role.VIEWER, this::list);
    routes.get("/deployments/{version}", Role.VIEWER, this::get);
    routes.get("/nodes", Role.VIEWER, this::nodes);
  }

  /** A deployment as the API shows it; {@code nodes} in the answer about one only. */
  private record View(
      long version,
      Instant time,
      String by,
      String summary,
      String state,
      @Nullable List<NodeView> nodes) {}

  /** A node as the API shows it. */
  private record NodeView(
      String name,
      long version,
      @Nullable Instant since,
      String state,
      @Nullable Long rejectedVersion,
      @Nullable String reason) {}

  private Answer list(Call call) {
    Paging paging = call.paging();
    List<View> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM deployment WHERE account_id = :account AND version < :before
                    AND (:only = '' OR site_id = :only)
                    ORDER BY version DESC LIMIT :limit\
                    """)
                .bind("account", call.caller().accountId())
                .bind("only", call.caller().onlySite())
                .bind("before", number(paging.cursor().isEmpty() ? "" : paging.cursor()))
                .bind("limit", paging.fetch())
                .map((row, context) -> view(row, null))
                .list());
    return Answer.ok(Page.of(rows, paging, view -> Long.toString(view.version())));
  }

  private Answer get(Call call) {
    long version = number(call.path("version"));
    // Nodes, and what they say of a version, are not of one site.
    List<NodeView> nodes = call.caller().siteId() == null ? nodeViews(version) : null;
    Optional<View> found =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM deployment WHERE account_id = :account AND version = :version
                    AND (:only = '' OR site_id = :only)\
                    """)
                .bind("account", call.caller().accountId())
                .bind("only", call.caller().onlySite())
                .bind("version", version)
                .map((row, context) -> view(row, nodes))
                .findOne());
    return Answer.ok(
        found.orElseThrow(() -> DomainException.notFound("deployment", call.path("version"))));
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  private View view(ResultSet row, @Nullable List<NodeView> nodes) throws SQLException {
    long version = row.getLong("version");
    return new View(
        version,
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("token_name"),
        row.getString("summary"),
        deployments.state(version).label(),
        nodes);
  }

  private Answer nodes(Call call) {
    call.caller().requireWholeAccount();
    return Answer.ok(Map.of("items", nodeViews(deployments.newest())));
  }

  private List<NodeView> nodeViews(long version) {
    return deployments.nodes().stream()
        .map(node ->
            new NodeView(
                node.name(),
                node.version(),
                node.since(),
                node.of(version).label(),
                node.reason() == null ? null : node.rejectedVersion(),
                node.reason()))
        .toList();
  }
}
