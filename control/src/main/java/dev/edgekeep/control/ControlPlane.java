package dev.edgekeep.control;

import dev.edgekeep.control.account.AccountApi;
import dev.edgekeep.control.account.Accounts;
import dev.edgekeep.control.api.ApiServer;
import dev.edgekeep.control.api.Json;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.audit.AuditApi;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.origin.OriginApi;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.secret.MasterKey;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.SiteApi;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.token.TokenApi;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.control.token.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.ObjectMapper;

/**
 * A control plane: its parts, wired here and nowhere else. Starting and closing block; the rest may
 * be called by any thread.
 */
public final class ControlPlane implements AutoCloseable {
  private final Store store;
  private final Deployments deployments;
  private final ApiServer api;

  private ControlPlane(Store store, Deployments deployments, ApiServer api) {
    this.store = store;
    this.deployments = deployments;
    this.api = api;
  }

  /**
   * What a control plane is run with, apart from its configuration.
   *
   * @param nodes that are connected
   * @param log told what an operator should know, a line each
   */
  public record Options(List<Node> nodes, InstantSource clock, Consumer<String> log) {}

  /**
   * Starts one: opens the store, makes the first account where there is none, and listens.
   *
   * @throws IOException when the address cannot be bound or a file cannot be read or written
   * @throws dev.edgekeep.control.store.StoreException when the store cannot be opened
   */
  public static ControlPlane start(ControlConfig config, Options options) throws IOException {
    LibraryLogs.onlyWarnings();
    MasterKey masterKey = MasterKey.parse(new String(config.masterKey().read()), "masterKey");
    Store store = Store.open(config.store());
    try {
      return start(config, options, store, new Vault(masterKey));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static ControlPlane start(ControlConfig config, Options options, Store store, Vault vault)
      throws IOException {
    InstantSource clock = options.clock();
    ObjectMapper json = Json.mapper();
    Deployments deployments =
        new Deployments(
            touched -> {
              throw new IllegalStateException("nothing yet");
            },
            options.nodes(),
            0,
            clock,
            options.log());
    Changes changes = new Changes(store, deployments, json, clock);
    Tokens tokens = new Tokens(store, changes);
    Sites sites = new Sites(store, changes);
    Accounts accounts = new Accounts(store, changes, tokens, vault, json);
    Origins origins = new Origins(store, changes, vault, json);
    List<Consumer<Routes>> features =
        List.of(
            new AccountApi(accounts)::addTo,
            new TokenApi(tokens, sites, clock)::addTo,
            new AuditApi(store, json)::addTo,
            new SiteApi(sites)::addTo,
            new OriginApi(origins, sites, json, clock)::addTo);
    FirstToken.writeIfNew(accounts, clock, config.adminToken());
    ApiServer api =
        ApiServer.start(
            config.api(),
            new ApiServer.Parts(
                store,
                new TokenAuthentication(store, clock, config.limits()),
                deployments,
                json,
                clock,
                failure -> options.log().accept(String.valueOf(failure))),
            features);
    deployments.start();
    return new ControlPlane(store, deployments, api);
  }

  /** Where the API listens. */
  public InetSocketAddress address() {
    return api.address();
  }

  /** As {@code http://127.0.0.1:8444}. */
  public String url() {
    return api.url();
  }

  @Override
  public void close() {
    api.close();
    deployments.close();
    store.close();
  }
}
