package dev.edgekeep.keyserver.access;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.keyless.SubjectKeyId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code allow}: the permissions of an edge.
 *
 * @param keys the keys that it may use; null: every key
 * @param uses the uses that it may make of them
 * @param perSecond the operations per second, on average and as a burst; or {@link #UNLIMITED}
 */
public record Permission(
    EdgeName edge, @Nullable Set<SubjectKeyId> keys, Set<KeyUse> uses, int perSecond) {
  /** No limit. */
  public static final int UNLIMITED = 0;

  public static final Bounds PER_SECOND = new Bounds(1, 1_000_000);

  public Permission {
    keys = keys == null ? null : Set.copyOf(keys);
    uses = Set.copyOf(uses);
    if (perSecond != UNLIMITED) {
      PER_SECOND.check("perSecond", perSecond);
    }
  }

  boolean covers(SubjectKeyId key, KeyUse use) {
    return uses.contains(use) && (keys == null || keys.contains(key));
  }
}
