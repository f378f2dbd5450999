package dev.edgekeep.control.event;

import org.jspecify.annotations.Nullable;

/**
 * An event that was stored.
 *
 * @param accountId whose host it concerns; null: of nobody's, for operators
 */
record StoredEvent(long id, @Nullable String accountId, Event event) {}
