package dev.edgekeep.control.user;

import dev.edgekeep.control.access.Caller;
import java.time.Instant;

/**
 * A session of a signed-in user.
 *
 * @param caller the user with the present rights
 * @param authenticatedAt the last time at which the user has proven to be this person
 */
public record Session(
    String id, User user, Caller caller, Instant createdAt, Instant authenticatedAt) {}
