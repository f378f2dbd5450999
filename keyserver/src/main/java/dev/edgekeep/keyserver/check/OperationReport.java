package dev.edgekeep.keyserver.check;

import java.time.Duration;

/**
 * One operation on one key.
 *
 * @param operation as {@code rsa-sign-sha256}
 * @param duration from the request to its answer
 */
record OperationReport(String operation, Outcome outcome, Duration duration) {
  boolean works() {
    return outcome instanceof Outcome.Works;
  }
}
