package dev.edgekeep.control.origin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The health of one server of an origin, as one node sees it.
 *
 * @param server {@code host:port}
 * @param reason in a few words
 * @param since the latest change; null when there was none
 */
public record OriginHealth(
    String node, String server, boolean healthy, String reason, @Nullable Instant since) {}
