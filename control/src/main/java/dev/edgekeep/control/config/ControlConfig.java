package dev.edgekeep.control.config;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.NodeSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a control plane.
 *
 * @param masterKey the key that encrypts every secret in the store
 * @param publicUrl the address at which relying parties find revocation lists and OCSP; null: the
 *     API's own address
 * @param adminToken the file that the first administrator's token is written to
 * @param clientCa the places of the private keys of managed client CAs
 * @param keyServers the settings of checks of key servers
 * @param edge the edge node in the same process; null: there is none
 * @param allowedToTenants internal addresses that origins and key servers of tenants may have
 * @param adminAddresses admin servers of the product, as those of key servers, beside the API and
 *     the edge's admin server
 * @param admin the control plane's own admin server; null: there is none
 * @param tracing null: no traces are recorded
 * @param fleet null: all nodes are in this process
 */
public record ControlConfig(
    ApiEndpoint api,
    StoreLocation store,
    MasterKeySource masterKey,
    @Nullable URI publicUrl,
    Path adminToken,
    EventRetention events,
    TokenAuthentication.Limits limits,
    ClientCaKeys clientCa,
    KeyServerChecks keyServers,
    @Nullable NodeSettings edge,
    List<AddressRange> allowedToTenants,
    List<InetSocketAddress> adminAddresses,
    @Nullable AdminEndpoint admin,
    @Nullable TracingSettings tracing,
    @Nullable FleetSettings fleet,
    ConsoleSettings console) {
  public ControlConfig {
    allowedToTenants = List.copyOf(allowedToTenants);
    adminAddresses = List.copyOf(adminAddresses);
  }

  /** The parts that every configuration has; the others have defaults until they are given. */
  public static Builder of(
      ApiEndpoint api, StoreLocation store, MasterKeySource masterKey, Path adminToken) {
    return new Builder(api, store, masterKey, adminToken);
  }

  /** A builder that begins with this configuration. */
  public Builder toBuilder() {
    Builder builder = new Builder(api, store, masterKey, adminToken);
    builder.publicUrl = publicUrl;
    builder.events = events;
    builder.limits = limits;
    builder.clientCa = clientCa;
    builder.keyServers = keyServers;
    builder.edge = edge;
    builder.allowedToTenants = allowedToTenants;
    builder.adminAddresses = adminAddresses;
    builder.admin = admin;
    builder.tracing = tracing;
    builder.fleet = fleet;
    builder.console = console;
    return builder;
  }

  /** The same with one more admin server of the product. */
  public ControlConfig withAdminAddress(InetSocketAddress address) {
    List<InetSocketAddress> more = new ArrayList<>(adminAddresses);
    more.add(address);
    return toBuilder().adminAddresses(more).build();
  }

  /** Builds a configuration. One thread. */
  public static final class Builder {
    private final ApiEndpoint api;
    private final StoreLocation store;
    private final MasterKeySource masterKey;
    private final Path adminToken;
    private @Nullable URI publicUrl;
    private EventRetention events = EventRetention.DEFAULT;
    private TokenAuthentication.Limits limits = TokenAuthentication.Limits.DEFAULT;
    private ClientCaKeys clientCa = ClientCaKeys.IN_STORE;
    private KeyServerChecks keyServers = KeyServerChecks.DEFAULT;
    private @Nullable NodeSettings edge;
    private List<AddressRange> allowedToTenants = List.of();
    private List<InetSocketAddress> adminAddresses = List.of();
    private @Nullable AdminEndpoint admin;
    private @Nullable TracingSettings tracing;
    private @Nullable FleetSettings fleet;
    private ConsoleSettings console = ConsoleSettings.DEFAULT;

    private Builder(
        ApiEndpoint api, StoreLocation store, MasterKeySource masterKey, Path adminToken) {
      this.api = api;
      this.store = store;
      this.masterKey = masterKey;
      this.adminToken = adminToken;
    }

    public Builder publicUrl(@Nullable URI url) {
      publicUrl = url;
      return this;
    }

    public Builder events(EventRetention retention) {
      events = retention;
      return this;
    }

    public Builder limits(TokenAuthentication.Limits changed) {
      limits = changed;
      return this;
    }

    public Builder clientCa(ClientCaKeys keys) {
      clientCa = keys;
      return this;
    }

    public Builder keyServers(KeyServerChecks checks) {
      keyServers = checks;
      return this;
    }

    public Builder edge(@Nullable NodeSettings settings) {
      edge = settings;
      return this;
    }

    public Builder allowedToTenants(List<AddressRange> ranges) {
      allowedToTenants = ranges;
      return this;
    }

    public Builder adminAddresses(List<InetSocketAddress> addresses) {
      adminAddresses = addresses;
      return this;
    }

    public Builder admin(@Nullable AdminEndpoint endpoint) {
      admin = endpoint;
      return this;
    }

    public Builder tracing(@Nullable TracingSettings settings) {
      tracing = settings;
      return this;
    }

    public Builder fleet(@Nullable FleetSettings settings) {
      fleet = settings;
      return this;
    }

    public Builder console(ConsoleSettings settings) {
      console = settings;
      return this;
    }

    public ControlConfig build() {
      return new ControlConfig(
          api,
          store,
          masterKey,
          publicUrl,
          adminToken,
          events,
          limits,
          clientCa,
          keyServers,
          edge,
          allowedToTenants,
          adminAddresses,
          admin,
          tracing,
          fleet,
          console);
    }
  }

  /** The addresses that origins and key servers may not have. */
  public OutboundAddresses outbound() {
    List<InetSocketAddress> own = new ArrayList<>(adminAddresses);
    own.add(api.address());
    if (fleet != null) {
      own.addAll(fleet.ownAddresses());
    }
    if (admin != null) {
      own.add(admin.address());
    }
    AdminEndpoint ofEdge = edge == null ? null : edge.admin();
    if (ofEdge != null) {
      own.add(ofEdge.address());
    }
    return new OutboundAddresses(inOrder(own), allowedToTenants);
  }

  /** Replicas with the same addresses make equal snapshots. */
  private static List<InetSocketAddress> inOrder(List<InetSocketAddress> addresses) {
    return addresses.stream().distinct().sorted(Comparator.comparing(Addresses::text)).toList();
  }
}
