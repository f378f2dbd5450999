package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.report.Table;
import java.io.IOException;

/** Something to be measured. */
public interface Workload {
  /** How it is asked for. */
  String name();

  /** What is measured, in a line. */
  String summary();

  /**
   * Measures it.
   *
   * @throws IOException when a server or an operation failed: there are no figures then
   */
  Table run(Testbed bed) throws IOException, InterruptedException;
}
