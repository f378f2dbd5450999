package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.value.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The result of reading a configuration. */
public sealed interface ConfigResult {
  /** Every file that was read or missed, absolute: a change of any may change the result. */
  Set<Path> files();

  /**
   * A configuration that can be put in force.
   *
   * @param warnings things that are probably not intended, in the order of the document
   */
  record Read(KeyServerConfig config, List<Problem> warnings, Set<Path> files)
      implements ConfigResult {
    public Read {
      warnings = List.copyOf(warnings);
      files = Set.copyOf(files);
    }
  }

  /**
   * A configuration that must not be put in force.
   *
   * @param problems in the order of the document; never empty
   */
  record Refused(List<Problem> problems, Set<Path> files) implements ConfigResult {
    public Refused {
      problems = List.copyOf(problems);
      files = Set.copyOf(files);
    }
  }
}
