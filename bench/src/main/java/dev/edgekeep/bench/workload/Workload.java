package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.report.Table;
import java.io.IOException;

/** A measurement. */
public interface Workload {
  /** The name on the command line. */
  String name();

  /** A summary in one line. */
  String summary();

  /**
   * Runs the measurement.
   *
   * @throws IOException if a server or an operation failed: then there are no figures
   */
  Table run(Testbed bed) throws IOException, InterruptedException;
}
