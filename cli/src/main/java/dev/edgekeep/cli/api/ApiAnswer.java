package dev.edgekeep.cli.api;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the API answered, and it was no problem.
 *
 * @param body a missing node when there is none
 * @param etag gives the next change a condition; null: none
 * @param deployment the version that brings the change to the edges; null: nothing changed
 * @param deploymentState of that version, where it was waited for: {@code deployed}, {@code
 *     pending} or {@code rejected}
 */
public record ApiAnswer(
    int status,
    JsonNode body,
    @Nullable String etag,
    @Nullable String deployment,
    @Nullable String deploymentState) {}
