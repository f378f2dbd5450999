package dev.edgekeep.control;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.control.account.AccountAddresses;
import dev.edgekeep.control.account.AccountApi;
import dev.edgekeep.control.account.Accounts;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.api.ApiLimits;
import dev.edgekeep.control.api.ApiServer;
import dev.edgekeep.control.api.Json;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.audit.AuditApi;
import dev.edgekeep.control.binding.BindingApi;
import dev.edgekeep.control.binding.Bindings;
import dev.edgekeep.control.certificate.CertificateApi;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.clientca.ClientCas;
import dev.edgekeep.control.clientca.Publication;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.console.Console;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.customca.CustomCaApi;
import dev.edgekeep.control.deploy.Compilation;
import dev.edgekeep.control.deploy.DeploymentApi;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.deploy.GroupedSnapshot;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.deploy.SharedDeployments;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.event.EventApi;
import dev.edgekeep.control.event.Events;
import dev.edgekeep.control.event.RuleNames;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.feature.SnapshotPart;
import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.host.HostApi;
import dev.edgekeep.control.keyserver.HealthChecks;
import dev.edgekeep.control.keyserver.KeyServerApi;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.node.FleetParts;
import dev.edgekeep.control.node.NodeApi;
import dev.edgekeep.control.observe.Observation;
import dev.edgekeep.control.origin.OriginApi;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.rule.RuleApi;
import dev.edgekeep.control.rule.RuleRecord;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.SiteApi;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenApi;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.control.token.Tokens;
import dev.edgekeep.control.traffic.TrafficApi;
import dev.edgekeep.control.why.WhyApi;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * A control plane: its parts, wired here and nowhere else. Starting and closing block; the rest may
 * be called by any thread.
 */
public final class ControlPlane implements AutoCloseable {
  private final Store store;
  private final Deployments deployments;
  private final @Nullable SharedDeployments shared;
  private final Events events;
  private final List<Feature> features;
  private final ApiServer api;
  private final Observation observation;

  private ControlPlane(
      Store store,
      Deployments deployments,
      @Nullable SharedDeployments shared,
      Events events,
      List<Feature> features,
      ApiServer api,
      Observation observation) {
    this.store = store;
    this.deployments = deployments;
    this.shared = shared;
    this.events = events;
    this.features = List.copyOf(features);
    this.api = api;
    this.observation = observation;
  }

  /**
   * The surroundings of a control plane, apart from its configuration.
   *
   * @param nodes starts the nodes of this process
   * @param log receives lines for the operator
   * @param limits of the resources that callers of the API use
   * @param more features beside those of the program
   */
  public record Options(
      NodeStart nodes,
      InstantSource clock,
      Consumer<String> log,
      ApiLimits limits,
      MoreFeatures more) {
    /** With the limits of this process and the features of the program. */
    public Options(NodeStart nodes, InstantSource clock, Consumer<String> log) {
      this(nodes, clock, log, ApiLimits.ofThisProcess(), base -> List.of());
    }

    public Options withLimits(ApiLimits changed) {
      return new Options(nodes, clock, log, changed, more);
    }

    public Options withFeatures(MoreFeatures added) {
      return new Options(nodes, clock, log, limits, added);
    }
  }

  /** Starts the edge nodes that run in this process. */
  @FunctionalInterface
  public interface NodeStart {
    /**
     * The nodes, with the first snapshot in force. The caller ends them.
     *
     * @param events receives what happens on them; never blocks
     * @throws IOException when one cannot be started
     */
    List<Node> start(Snapshot first, Consumer<Event> events) throws IOException;
  }

  /** Creates features beside those of the program. */
  @FunctionalInterface
  public interface MoreFeatures {
    List<Feature> create(Base base);
  }

  /**
   * The parts that most features work with.
   *
   * @param sites finds the site that a call names
   */
  public record Base(
      Store store,
      Changes changes,
      Sites sites,
      Vault vault,
      ObjectMapper json,
      InstantSource clock) {}

  /**
   * Starts a control plane: opens the store, creates the first account where there is none, and
   * listens.
   *
   * @throws IOException when the address cannot be bound or a file cannot be read or written
   * @throws dev.edgekeep.control.store.StoreException when the store cannot be opened
   */
  public static ControlPlane start(ControlConfig config, Options options) throws IOException {
    LibraryLogs.into(options.log());
    Vault vault = new Vault();
    if (config.masterKey() instanceof MasterKeySource.Outside outside) {
      vault.open(outside.read());
    }
    Store store = Store.connect(config.store());
    try {
      return start(config, options, store, vault);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static ControlPlane start(ControlConfig config, Options options, Store store, Vault vault)
      throws IOException {
    InstantSource clock = options.clock();
    Consumer<String> log = options.log();
    ObjectMapper json = Json.mapper();
    Events events = new Events(store, config.events(), clock, log);
    Changes changes = new Changes(store, json, clock);
    Tokens tokens = new Tokens(store, changes);
    Sites sites = new Sites(store, changes);
    Accounts accounts = new Accounts(store, changes, tokens, vault, json);
    AccountAddresses addresses = new AccountAddresses(store, config.outbound());
    KeyServers keyServers = new KeyServers(store, changes, vault, addresses, json);
    Origins origins = new Origins(store, changes, keyServers, vault, json);
    HealthChecks checks =
        new HealthChecks(store, keyServers, config.keyServers(), clock, events::record, log);
    Bindings bindings = new Bindings(store, changes, accounts);
    BindingApi binding = new BindingApi(bindings, sites);
    PublicUrl publicUrl = new PublicUrl(config);
    AtomicReference<String> apiUrl = new AtomicReference<>("");
    AtomicReference<@Nullable Deployments> deployed = new AtomicReference<>();
    Supplier<Deployments> deploying = () -> Objects.requireNonNull(deployed.get());

    List<Feature> features = new ArrayList<>();
    features.add(new AccountApi(accounts));
    features.add(new TokenApi(tokens, sites, clock));
    features.add(new AuditApi(store, json));
    features.add(new SiteApi(sites));
    features.add(
        new OriginApi(
            origins,
            sites,
            keyServers,
            addresses,
            clock,
            name -> deploying.get().originHealth(name)));
    features.add(new KeyServerApi(keyServers, checks, clock));
    features.add(new HostApi(store, changes, sites, origins, json, clock));
    features.add(new DeploymentApi(store, deploying));
    NodeApi nodes =
        new NodeApi(
            new FleetParts(
                store,
                changes,
                vault,
                events,
                config.fleet(),
                certificate(config.api()),
                json,
                clock,
                log),
            deploying,
            apiUrl::get);
    features.add(nodes);
    features.add(new EventApi(events, ruleNames(store), json));
    features.add(new TrafficApi(new TrafficApi.Parts(store, sites, deploying, clock, log)));
    features.add(
        new WhyApi(new WhyApi.Parts(store, sites, events, () -> deploying.get().latest(), clock)));
    features.add(new CertificateApi(store, changes, vault, keyServers, checks, clock));
    features.add(
        new CustomCaApi(
            new CustomCaApi.Parts(
                store, changes, accounts, sites, binding, bindings, addresses, clock)));
    features.add(
        new RuleApi(
            new RuleApi.Parts(
                store, changes, sites, json, clock, () -> deploying.get().ruleMatches())));
    features.add(
        ClientCas.of(
            new ClientCas.Parts(
                store,
                changes,
                vault,
                sites,
                binding,
                new Publication(publicUrl),
                config.clientCa(),
                events::record,
                clock)));
    Console console =
        new Console(
            new Console.Parts(
                store,
                changes,
                sites,
                () -> consoleUrl(config, publicUrl, apiUrl.get()),
                new Gate.Access(config.console(), config.api().identity() != null),
                clock,
                failure -> log.accept(String.valueOf(failure))));
    features.add(console);
    features.addAll(options.more().create(new Base(store, changes, sites, vault, json, clock)));

    store.migrate(features.stream().flatMap(each -> each.migrations().stream()).toList());
    if (config.masterKey() instanceof MasterKeySource.OnToken token) {
      vault.open(token.read(store));
    }
    store.read(db -> {
      vault.requireFits(db);
      return true;
    });
    Compilation compilation =
        new Compilation(store, vault, node(config), config.outbound(), parts(features), clock);
    GroupedSnapshot first = compilation.load();
    compilation.unreadable().values().stream().sorted().forEach(log);
    List<Node> local = options.nodes().start(first.of(NodeGroup.DEFAULT), events::record);
    Deployments deployments =
        new Deployments(
            compilation, local, nodes.remote(), compilation.version(), first, clock, log);
    deployed.set(deployments);
    Observation observation = new Observation(log);
    observation.expiries(store, config.api().identity(), clock);
    observation.snapshots(deployments::newest);
    observation.nodes(nodes::countByState);
    observation.start(config.admin(), config.tracing());
    SharedDeployments shared =
        config.store() instanceof StoreLocation.Postgresql
            ? new SharedDeployments(store, deployments, compilation.version(), log)
            : null;
    changes.deployTo(shared == null ? deployments : shared);
    FirstToken.writeIfNew(accounts, clock, config.adminToken());
    ApiServer api =
        ApiServer.start(
            config.api(),
            new ApiServer.Parts(
                store,
                new TokenAuthentication(store, clock, config.limits()),
                deployments,
                options.limits(),
                json,
                clock,
                compilation::unreadable,
                observation,
                failure -> log.accept(String.valueOf(failure))),
            features.stream().<Consumer<Routes>>map(feature -> feature::addTo).toList(),
            List.of(console));
    events.start();
    publicUrl.listening(api.url());
    apiUrl.set(api.url());
    deployments.start();
    if (shared != null) {
      shared.start();
    }
    features.forEach(Feature::start);
    return new ControlPlane(store, deployments, shared, events, features, api, observation);
  }

  private static String consoleUrl(ControlConfig config, PublicUrl other, String api) {
    URI configured = config.console().url();
    return configured == null ? other.forPeople(api) : configured.toString();
  }

  private static List<SnapshotPart> parts(List<Feature> features) {
    return features.stream().flatMap(feature -> feature.snapshotPart().stream()).toList();
  }

  private static RuleNames ruleNames(Store store) {
    return (caller, rule) ->
        store.read(db -> RuleRecord.nameInEvents(db, caller.accountId(), rule));
  }

  private static @Nullable Fingerprint certificate(ApiEndpoint api) {
    Identity identity = api.identity();
    return identity == null
        ? null
        : Fingerprint.sha256(Slice.of(identity.chain().getFirst().der()));
  }

  /** Without an edge node in this process snapshots have no addresses of their own. */
  private static NodeSettings node(ControlConfig config) {
    NodeSettings edge = config.edge();
    return edge != null ? edge : NodeSettings.NONE;
  }

  /** The address on which the API listens. */
  public InetSocketAddress address() {
    return api.address();
  }

  /** The address of the admin server; null when there is none. */
  public @Nullable InetSocketAddress adminAddress() {
    return observation.adminAddress();
  }

  /** Every operation of the API, as {@code GET /sites/{site}}. */
  public List<String> operations() {
    return api.operations();
  }

  /** As {@code http://127.0.0.1:8444}. */
  public String url() {
    return api.url();
  }

  @Override
  public void close() {
    store.ending();
    api.close();
    features.reversed().forEach(Feature::close);
    if (shared != null) {
      shared.close();
    }
    deployments.close();
    events.close();
    observation.close();
    store.close();
  }
}
