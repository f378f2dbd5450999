package dev.edgekeep.control.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A user as the API shows it. */
record UserView(String id, String name, String role, @Nullable String site, Instant createdAt) {
  static UserView of(User user) {
    return new UserView(
        user.id(), user.name(), user.role().label(), user.siteId(), user.createdAt());
  }
}
