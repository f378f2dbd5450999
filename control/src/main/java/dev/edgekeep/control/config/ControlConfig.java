package dev.edgekeep.control.config;

import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.snapshot.NodeSettings;
import java.net.URI;
import java.nio.file.Path;
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
    @Nullable NodeSettings edge) {}
