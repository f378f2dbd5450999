package dev.edgekeep.control;

import dev.edgekeep.control.account.AccountAddresses;
import dev.edgekeep.control.account.AccountApi;
import dev.edgekeep.control.account.Accounts;
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
import dev.edgekeep.control.customca.CustomCaApi;
import dev.edgekeep.control.deploy.Compilation;
import dev.edgekeep.control.deploy.DeploymentApi;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.deploy.SharedDeployments;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.event.EventApi;
import dev.edgekeep.control.event.Events;
import dev.edgekeep.control.event.RuleNames;
import dev.edgekeep.control.host.HostApi;
import dev.edgekeep.control.keyserver.HealthChecks;
import dev.edgekeep.control.keyserver.KeyServerApi;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.origin.OriginApi;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.rule.RuleApi;
import dev.edgekeep.control.rule.RuleRecord;
import dev.edgekeep.control.secret.MasterKey;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.SiteApi;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenApi;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.control.token.Tokens;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
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
  private final HealthChecks checks;
  private final ClientCas clientCas;
  private final ApiServer api;

  private ControlPlane(
      Store store,
      Deployments deployments,
      @Nullable SharedDeployments shared,
      Events events,
      HealthChecks checks,
      ClientCas clientCas,
      ApiServer api) {
    this.store = store;
    this.deployments = deployments;
    this.shared = shared;
    this.events = events;
    this.checks = checks;
    this.clientCas = clientCas;
    this.api = api;
  }

  /**
   * What a control plane is run with, apart from its configuration.
   *
   * @param nodes starts the nodes of this process
   * @param log told what an operator should know, a line each
   * @param limits of what callers of the API take
   */
  public record Options(
      NodeStart nodes, InstantSource clock, Consumer<String> log, ApiLimits limits) {
    /** With the limits of this process. */
    public Options(NodeStart nodes, InstantSource clock, Consumer<String> log) {
      this(nodes, clock, log, ApiLimits.ofThisProcess());
    }
  }

  /** Starts the edge nodes that run in this process. */
  @FunctionalInterface
  public interface NodeStart {
    /**
     * The nodes, with the first snapshot in force. Whoever starts them ends them.
     *
     * @param events takes what happens on them; never blocks
     * @throws IOException when one cannot be started
     */
    List<Node> start(Snapshot first, Consumer<Event> events) throws IOException;
  }

  /**
   * Starts one: opens the store, makes the first account where there is none, and listens.
   *
   * @throws IOException when the address cannot be bound or a file cannot be read or written
   * @throws dev.edgekeep.control.store.StoreException when the store cannot be opened
   */
  public static ControlPlane start(ControlConfig config, Options options) throws IOException {
    LibraryLogs.into(options.log());
    MasterKey masterKey = config.masterKey().read();
    Store store = Store.open(config.store());
    try {
      Vault vault = new Vault(masterKey);
      store.read(db -> {
        vault.requireFits(db);
        return true;
      });
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
    Compilation compilation = new Compilation(store, vault, node(config), config.outbound(), clock);
    Snapshot first = compilation.load();
    compilation.unreadable().values().stream().sorted().forEach(log);
    Events events = new Events(store, config.events(), clock, log);
    List<Node> nodes = options.nodes().start(first, events::record);
    Deployments deployments =
        new Deployments(compilation, nodes, compilation.version(), clock, log);
    SharedDeployments shared =
        config.store() instanceof StoreLocation.Postgresql
            ? new SharedDeployments(store, deployments, compilation.version(), log)
            : null;
    Changes changes = new Changes(store, shared == null ? deployments : shared, json, clock);
    Tokens tokens = new Tokens(store, changes);
    Sites sites = new Sites(store, changes);
    Accounts accounts = new Accounts(store, changes, tokens, vault, json);
    Origins origins = new Origins(store, changes, vault, json);
    AccountAddresses addresses = new AccountAddresses(store, config.outbound());
    KeyServers keyServers = new KeyServers(store, changes, vault, addresses, json);
    HealthChecks checks =
        new HealthChecks(store, keyServers, config.keyServers(), clock, events::record, log);
    Bindings bindings = new Bindings(store, changes, accounts);
    BindingApi binding = new BindingApi(bindings, sites);
    PublicUrl publicUrl = new PublicUrl(config);
    ClientCas clientCas =
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
                clock));
    List<Consumer<Routes>> features =
        List.of(
            new AccountApi(accounts)::addTo,
            new TokenApi(tokens, sites, clock)::addTo,
            new AuditApi(store, json)::addTo,
            new SiteApi(sites)::addTo,
            new OriginApi(origins, sites, addresses, clock)::addTo,
            new KeyServerApi(keyServers, checks, clock)::addTo,
            new HostApi(store, changes, sites, origins, json, clock)::addTo,
            new DeploymentApi(store, deployments)::addTo,
            new EventApi(events, ruleNames(store), json)::addTo,
            new CertificateApi(store, changes, vault, keyServers, checks, clock)::addTo,
            new CustomCaApi(
                    new CustomCaApi.Parts(
                        store, changes, accounts, sites, binding, bindings, clock))
                ::addTo,
            new RuleApi(
                    new RuleApi.Parts(store, changes, sites, json, clock, deployments::ruleMatches))
                ::addTo,
            clientCas::addTo);
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
                failure -> log.accept(String.valueOf(failure))),
            features);
    events.start();
    publicUrl.listening(api.url());
    deployments.start();
    if (shared != null) {
      shared.start();
    }
    checks.start();
    return new ControlPlane(store, deployments, shared, events, checks, clientCas, api);
  }

  private static RuleNames ruleNames(Store store) {
    return (caller, rule) ->
        store.read(db -> RuleRecord.nameInEvents(db, caller.accountId(), rule));
  }

  /** Without an edge node in this process snapshots have no addresses of their own. */
  private static NodeSettings node(ControlConfig config) {
    NodeSettings edge = config.edge();
    return edge != null ? edge : NodeSettings.NONE;
  }

  /** Where the API listens. */
  public InetSocketAddress address() {
    return api.address();
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
    checks.close();
    clientCas.close();
    if (shared != null) {
      shared.close();
    }
    deployments.close();
    events.close();
    store.close();
  }
}
