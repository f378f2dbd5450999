package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.KeyServer;
import org.jspecify.annotations.Nullable;

/** Finds key servers by their names. */
@FunctionalInterface
public interface KeyServerLookup {
  /**
   * The key server that a value names; null when there is none, or none that can be used. An error
   * was added to the problems then.
   */
  @Nullable KeyServer find(Value name);
}
