package dev.edgekeep.control.keyserver;

import dev.edgekeep.keyserver.check.ServerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check of a key server. Immutable.
 *
 * @param latencyMs of the address that answers fastest; null when none does
 * @param problems a sentence each, for people; empty when it is healthy
 * @param warnings about what will soon be a problem, or was not tried
 */
record Checked(
    Health health,
    Instant at,
    @Nullable Milliseconds latencyMs,
    List<String> problems,
    List<String> warnings,
    List<AddressCheck> addresses) {
  Checked {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    addresses = List.copyOf(addresses);
  }

  /** The duration of pings. */
  record Milliseconds(double median, double p99) {
    static Milliseconds of(ServerReport.Latency latency) {
      return new Milliseconds(millis(latency.median()), millis(latency.p99()));
    }

    /** Rounded to microseconds. */
    private static double millis(Duration duration) {
      return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
  }

  /**
   * One address.
   *
   * @param state {@code ok}, {@code slow}, or why it cannot be talked to, as {@code not-reachable}
   */
  record AddressCheck(
      String address,
      String state,
      @Nullable String tlsVersion,
      @Nullable Instant certificateNotAfter,
      @Nullable Milliseconds latencyMs,
      @Nullable String problem,
      List<KeyCheck> keys) {
    boolean isReached() {
      return latencyMs != null;
    }
  }

  /**
   * The key of one certificate at one address.
   *
   * @param certificate id of the server certificate
   * @param keyIdentifier the name of the key there
   * @param state {@code ok}: its signature was verified; else what came instead
   */
  record KeyCheck(
      String certificate,
      List<String> names,
      String keyIdentifier,
      String state,
      @Nullable String problem) {
    static final String OK = "ok";
    static final String NOT_TRIED = "not tried";

    boolean isMissing() {
      return !state.equals(OK) && !state.equals(NOT_TRIED);
    }
  }
}
