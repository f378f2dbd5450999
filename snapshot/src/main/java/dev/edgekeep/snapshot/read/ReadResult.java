package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The result of reading a configuration. */
public sealed interface ReadResult {
  /** Every file that was read or looked for, absolute: a change of any may change the result. */
  Set<Path> files();

  /**
   * A snapshot that can be served.
   *
   * @param warnings what is probably not meant, in the order of the document
   */
  record Read(Snapshot snapshot, List<Problem> warnings, Set<Path> files) implements ReadResult {}

  /**
   * A configuration that must not be served.
   *
   * @param problems all that is wrong, in the order of the document; never empty. Of more than a
   *     thousand, the first, and how many there are
   */
  record Refused(List<Problem> problems, Set<Path> files) implements ReadResult {}
}
