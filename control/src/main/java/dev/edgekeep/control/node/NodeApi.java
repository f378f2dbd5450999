package dev.edgekeep.control.node;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.BodyLimit;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.OpenCall;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.deploy.NodeState;
import dev.edgekeep.control.deploy.RemoteNodes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.feature.SnapshotPart;
import dev.edgekeep.control.record.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /nodes}: edge nodes, those of this process and those on other machines. */
public final class NodeApi implements Feature {
  private final FleetParts parts;
  private final Supplier<Deployments> deployments;
  private final Supplier<String> apiUrl;
  private final FleetRows rows;
  private final FleetSecrets secrets;
  private final Nodes nodes;
  private final FleetDirectory directory;
  private final Fleet fleet;
  private final NodeViews views;
  private volatile @Nullable JoinPoint joining;

  /**
   * @param deployments there when the first call comes
   * @param apiUrl of the API's own address
   */
  public NodeApi(FleetParts parts, Supplier<Deployments> deployments, Supplier<String> apiUrl) {
    this.parts = parts;
    this.deployments = deployments;
    this.apiUrl = apiUrl;
    this.secrets = new FleetSecrets(parts.vault());
    this.rows = new FleetRows(new GroupKeyRows(secrets), new TicketKeyRows(secrets));
    this.nodes =
        new Nodes(
            parts.store(), parts.changes(), rows.groupKeys(), rows.ticketKeys(), parts.json());
    this.directory =
        new FleetDirectory(
            rows.groupKeys(), NodeRecord.row(parts.json()), parts.settings() != null);
    this.fleet = new Fleet(parts, directory, rows);
    this.views = new NodeViews(fleet.statuses(), parts.clock());
  }

  /** The nodes on other machines, for deployments. */
  public RemoteNodes remote() {
    return fleet;
  }

  @Override
  public Optional<SnapshotPart> snapshotPart() {
    return Optional.of(directory);
  }

  /** The number of nodes of each state, also where it is 0. Any thread; does not block. */
  public Map<String, Integer> countByState() {
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeView.State state : NodeView.State.values()) {
      counts.put(state.label(), 0);
    }
    counts.put(NodeView.State.CONNECTED.label(), deployments.get().localNodes().size());
    for (NodeRecord node : directory.nodes()) {
      counts.merge(views.state(node).label(), 1, Integer::sum);
    }
    return counts;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/nodes", Role.VIEWER, this::list);
    routes.post("/nodes", Role.ADMIN, this::create);
    routes.get("/nodes/{node}", Role.VIEWER, this::get);
    routes.delete("/nodes/{node}", Role.ADMIN, this::remove);
    routes.post("/nodes/{node}/drain", Role.ADMIN, call -> drain(call, true));
    routes.delete("/nodes/{node}/drain", Role.ADMIN, call -> drain(call, false));
    routes.openPost("/nodes/join", BodyLimit.OCSP, this::join);
    routes.get("/fleet/nats-config", Role.ADMIN, this::natsConfig);
  }

  @Override
  public void start() {
    FleetSettings settings = parts.settings();
    if (settings == null) {
      return;
    }
    InstallationKeys keys = InstallationKeys.load(parts.store(), secrets, parts.clock().instant());
    NodeCredentialsIssue credentials = new NodeCredentialsIssue(parts, settings, keys);
    fleet.start(settings, keys, rows, credentials);
    joining =
        new JoinPoint(
            parts,
            settings,
            keys,
            credentials,
            new Joining(parts.store(), parts.changes(), nodes.records()),
            fleet,
            apiUrl);
  }

  @Override
  public void close() {
    fleet.close();
  }

  private Answer list(Call call) {
    NodeViews.Reader reader = reader(call.caller());
    boolean isFirst = call.query("cursor").isEmpty();
    Page<NodeView> page =
        nodes.list(call.paging()).map(node -> views.of(node, fleet.statuses().state(node), reader));
    List<NodeView> items = new ArrayList<>();
    if (isFirst) {
      deployments.get().localNodes().forEach(state -> items.add(views.ofLocal(state, reader)));
    }
    items.addAll(page.items());
    return Answer.ok(new Page<>(items, page.next()));
  }

  private Answer get(Call call) {
    NodeViews.Reader reader = reader(call.caller());
    String name = call.path("node");
    Optional<NodeState> local = local(name);
    if (local.isPresent()) {
      return Answer.ok(views.ofLocal(local.get(), reader));
    }
    NodeRecord node = nodes.require(name);
    return Answer.ok(views.of(node, fleet.statuses().state(node), reader));
  }

  /** Nodes are of all accounts. Why they refuse something may name hosts of any of them. */
  private NodeViews.Reader reader(Caller caller) {
    caller.requireWholeAccount();
    boolean isOperators = parts.store().read(db -> OperatorAccount.isOf(db, caller));
    return new NodeViews.Reader(isOperators, deployments.get().newest());
  }

  private Optional<NodeState> local(String name) {
    return deployments.get().localNodes().stream()
        .filter(state -> state.name().equals(name))
        .findAny();
  }

  private Answer create(Call call) {
    requireOperator(call.caller());
    JoinPoint point = point();
    NodeBody body = call.body(NodeBody::read);
    Set<String> local =
        deployments.get().localNodes().stream().map(NodeState::name).collect(Collectors.toSet());
    Changed<Nodes.Created> made = nodes.create(call.actor(), body, local);
    return Answer.created("/nodes/" + body.name(), point.created(made.value())).of(made);
  }

  private Answer remove(Call call) {
    requireOperator(call.caller());
    requireRemote(call.path("node"));
    Changed<NodeRecord> removed = nodes.remove(call.actor(), call.path("node"));
    return Answer.noContent().of(removed);
  }

  private Answer drain(Call call, boolean isDraining) {
    requireOperator(call.caller());
    requireRemote(call.path("node"));
    Changed<NodeRecord> changed = nodes.setDraining(call.actor(), call.path("node"), isDraining);
    NodeRecord node = changed.value();
    return Answer.ok(views.of(node, fleet.statuses().state(node), reader(call.caller())))
        .of(changed);
  }

  private Answer join(OpenCall call) {
    return Answer.ok(point().join(call.body(JoinBody::read), call.address()));
  }

  private Answer natsConfig(Call call) {
    requireOperator(call.caller());
    return Answer.ok(point().natsConfig(call));
  }

  private JoinPoint point() {
    JoinPoint point = joining;
    if (point == null) {
      throw DomainException.conflict(
          "this control plane has no nodes on other machines: add fleet: {nats: {servers: […]}} to"
              + " its configuration, and start it again");
    }
    return point;
  }

  private void requireRemote(String name) {
    if (local(name).isPresent()) {
      throw DomainException.conflict(
          "%s is the node in the process of a control plane: it ends with that process"
              .formatted(name));
    }
  }

  /** Nodes belong to those who run the installation. */
  private void requireOperator(Caller caller) {
    caller.requireWholeAccount();
    if (!caller.isOperator() || !parts.store().read(db -> OperatorAccount.isOf(db, caller))) {
      throw DomainException.forbidden("nodes are managed by administrators of the account default");
    }
  }
}
