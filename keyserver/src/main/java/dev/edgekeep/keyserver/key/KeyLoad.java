package dev.edgekeep.keyserver.key;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The result of reading the keys: all of them, or none. */
public sealed interface KeyLoad {
  /** The files and folders that were read; a change in one of them calls for another load. */
  Set<Path> watched();

  /** Doubtful things, one sentence each; the load went on. */
  List<String> warnings();

  /** Everything was read. */
  record Loaded(KeySet keys, List<String> warnings, Set<Path> watched) implements KeyLoad {
    public Loaded {
      warnings = List.copyOf(warnings);
      watched = Set.copyOf(watched);
    }
  }

  /**
   * Something could not be read.
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
