package dev.edgekeep.keyserver.admin;

import dev.edgekeep.keyserver.key.KeyInfo;
import java.util.Collection;
import java.util.List;

/** What came of a reload. */
public sealed interface ReloadResult {
  /** It was taken. */
  record Reloaded(Collection<KeyInfo> keys, List<String> warnings) implements ReloadResult {
    public Reloaded {
      keys = List.copyOf(keys);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What was held before stays.
   *
   * @param problems each names a place and what is wrong there
   */
  record Refused(List<String> problems) implements ReloadResult {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
