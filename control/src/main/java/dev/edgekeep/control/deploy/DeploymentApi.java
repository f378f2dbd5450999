package dev.edgekeep.control.deploy;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.record.Listing;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /deployments}, the newest first. */
public final class DeploymentApi implements Feature {
  /** The state of a version on a node that is gone. */
  private static final String LOST = "lost";

  private final Store store;
  private final Supplier<Deployments> deployments;

  /**
   * @param deployments there when the first call comes
   */
  public DeploymentApi(Store store, Supplier<Deployments> deployments) {
    this.store = store;
    this.deployments = deployments;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/deployments", Role.VIEWER, this::list);
    routes.get("/deployments/{version}", Role.VIEWER, this::get);
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
      String group,
      long version,
      @Nullable Instant since,
      String state,
      @Nullable Long rejectedVersion,
      @Nullable String reason) {}

  private Answer list(Call call) {
    Listing<View> listing = listing(null);
    Paging paging = call.paging();
    return Answer.ok(store.read(db -> listing.page(db, scope(call), paging)));
  }

  private Answer get(Call call) {
    long version = number(call.path("version"));
    // Nodes, and what they say of a version, are not of one site. The reasons may name hosts of
    // any account.
    boolean isOfOperator = store.read(db -> OperatorAccount.isOf(db, call.caller()));
    List<NodeView> nodes = call.caller().siteId() == null ? nodeViews(version, isOfOperator) : null;
    Scope one = scope(call).and("version = :version", "version", version);
    return Answer.ok(
        store.read(db -> listing(nodes).all(db, one)).stream()
            .findFirst()
            .orElseThrow(() -> DomainException.notFound("deployment", call.path("version"))));
  }

  private Listing<View> listing(@Nullable List<NodeView> nodes) {
    return new Listing<>(
        "SELECT * FROM deployment",
        new Order<>("version", true, view -> Long.toString(view.version()), DeploymentApi::number),
        (row, context) -> view(row, nodes));
  }

  private static Scope scope(Call call) {
    return Scope.ofAccount("deployment", call.caller().accountId())
        .and("(:only = '' OR site_id = :only)", "only", call.caller().onlySite());
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
        deployments.get().state(version).label(),
        nodes);
  }

  private List<NodeView> nodeViews(long version, boolean withReasons) {
    return deployments.get().nodes().stream()
        .map(node -> nodeView(node, version, withReasons))
        .toList();
  }

  private static NodeView nodeView(NodeState node, long version, boolean withReasons) {
    NodeState.Refusal refusal = node.newestRefusal();
    return new NodeView(
        node.name(),
        node.group(),
        node.version(),
        node.since(),
        node.isWaitedFor() ? node.of(version).label() : LOST,
        refusal == null ? null : refusal.version(),
        refusal == null || !withReasons ? null : refusal.reason());
  }
}
