package dev.edgekeep.keyserver.key;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What came of reading the keys: all of them, or none. */
public sealed interface KeyLoad {
  /** The files and folders that were looked at; a change in one of them is worth another load. */
  Set<Path> watched();

  /** What is doubtful, one sentence each; the load went on. */
  List<String> warnings();

  /** Everything was read. */
  record Loaded(KeySet keys, List<String> warnings, Set<Path> watched) implements KeyLoad {
    public Loaded {
      warnings = List.copyOf(warnings);
      watched = Set.copyOf(watched);
    }
  }

  /**
   * Something was not.
   *
   * @param problems everything that is wrong, each naming the file or token and what to do
   */
  record Refused(List<String> problems, List<String> warnings, Set<Path> watched)
      implements KeyLoad {
    public Refused {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
      watched = Set.copyOf(watched);
    }
  }
}
