package dev.edgekeep.cli.api;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A successful API response.
 *
 * @param body a missing node when there is none
 * @param etag the revision of the record, for {@code If-Match} of a later change; null: none
 * @param deployment the version that carries the change to the edges; null: nothing changed
 * @param deploymentState the state of that version, where the call waited for it: {@code deployed},
 *     {@code pending} or {@code rejected}
 */
public record ApiResponse(
    int status,
    JsonNode body,
    @Nullable String etag,
    @Nullable String deployment,
    @Nullable String deploymentState) {}
