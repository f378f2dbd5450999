package dev.edgekeep.control.node;

import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.config.FleetSettings;
import dev.edgekeep.control.event.Events;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Fingerprint;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * The parts of a control plane that nodes on other machines need.
 *
 * @param settings null: there are no such nodes
 * @param apiCertificate of the API's certificate; null: it has none
 * @param log receives lines for the operator
 */
public record FleetParts(
    Store store,
    Changes changes,
    Vault vault,
    Events events,
    @Nullable FleetSettings settings,
    @Nullable Fingerprint apiCertificate,
    ObjectMapper json,
    InstantSource clock,
    Consumer<String> log) {}
