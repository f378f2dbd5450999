package dev.edgekeep.keyserver.admin;

import dev.edgekeep.keyserver.key.KeyInfo;
import java.util.Collection;
import java.util.List;

/** The result of a reload. */
public sealed interface ReloadResult {
  /** The new configuration and keys are in force. */
  record Reloaded(Collection<KeyInfo> keys, List<String> warnings) implements ReloadResult {
    public Reloaded {
      keys = List.copyOf(keys);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The configuration and keys of before stay in force.
   *
   * @param problems sentences, each with the place and the fault
   */
  record Refused(List<String> problems) implements ReloadResult {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
