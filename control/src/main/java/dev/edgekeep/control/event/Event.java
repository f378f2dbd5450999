package dev.edgekeep.control.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on an edge node: a refused handshake, a blocked request, a failed key
 * operation.
 *
 * @param kind as {@code handshake-refused}
 * @param host that it concerns, or the name that was asked for
 * @param verdict about the client, where that is the reason
 * @param detail a sentence that a person can act on
 * @param serial of what the client presented, with colons
 * @param clientAddress without port
 */
public record Event(
    Instant time,
    String node,
    String kind,
    @Nullable String host,
    @Nullable String verdict,
    String detail,
    @Nullable String serial,
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable String clientAddress,
    @Nullable String requestId) {}
