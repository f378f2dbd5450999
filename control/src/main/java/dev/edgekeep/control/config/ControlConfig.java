package dev.edgekeep.control.config;

import dev.edgekeep.config.network.AddressRange;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane is run with.
 *
 * @param masterKey that all secrets in the store hang on
 * @param publicUrl where clients and relying parties find revocation lists and OCSP; null: the
 *     API's own address
 * @param adminToken the file that the first administrator's token is written to
 * @param clientCa where the private keys of managed client CAs are
 * @param keyServers how key servers are checked
 * @param edge the edge node in the same process; null: there is none
 * @param allowedToTenants internal addresses that origins and key servers of tenants may have
 * @param adminAddresses where else the product listens for its administrators, as key servers do:
 *     beside the API and the edge's admin server
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
    List<InetSocketAddress> adminAddresses) {
  public ControlConfig {
    allowedToTenants = List.copyOf(allowedToTenants);
    adminAddresses = List.copyOf(adminAddresses);
  }

  /** One that allows tenants no internal addresses. */
  public ControlConfig(
      ApiEndpoint api,
      StoreLocation store,
      MasterKeySource masterKey,
      @Nullable URI publicUrl,
      Path adminToken,
      EventRetention events,
      TokenAuthentication.Limits limits,
      ClientCaKeys clientCa,
      KeyServerChecks keyServers,
      @Nullable NodeSettings edge) {
    this(
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
        List.of(),
        List.of());
  }

  /** The same beside one more admin server of the product. */
  public ControlConfig withAdminAddress(InetSocketAddress address) {
    List<InetSocketAddress> more = new ArrayList<>(adminAddresses);
    more.add(address);
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
        more);
  }

  /** The addresses that origins and key servers may not have. */
  public OutboundAddresses outbound() {
    List<InetSocketAddress> own = new ArrayList<>(adminAddresses);
    own.add(api.address());
    AdminEndpoint admin = edge == null ? null : edge.admin();
    if (admin != null) {
      own.add(admin.address());
    }
    return new OutboundAddresses(own, allowedToTenants);
  }
}
