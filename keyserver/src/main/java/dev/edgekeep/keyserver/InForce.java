package dev.edgekeep.keyserver;

import dev.edgekeep.keyserver.Preparation.Prepared;
import dev.edgekeep.keyserver.access.Permission;
import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.audit.ServerEvent.Kind;
import dev.edgekeep.keyserver.audit.ServerLogs;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeyInfo;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.keyserver.serve.Serving;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * What is in force, and its replacement: whole, or not at all. One replacement at a time; the rest
 * any thread.
 */
final class InForce {
  private final RateLimits rates;
  private final ServerLogs logs;
  private final KeyServerMetrics metrics;
  private final InstantSource clock;
  private volatile Prepared prepared;

  InForce(
      Prepared first,
      RateLimits rates,
      ServerLogs logs,
      KeyServerMetrics metrics,
      InstantSource clock) {
    this.prepared = first;
    this.rates = rates;
    this.logs = logs;
    this.metrics = metrics;
    this.clock = clock;
  }

  Prepared prepared() {
    return prepared;
  }

  Serving serving() {
    return prepared.serving();
  }

  List<KeyInfo> keys() {
    return serving().keys().keys().stream().map(HeldKey::info).toList();
  }

  /** What is doubtful about it. */
  List<String> warnings() {
    return prepared.warnings();
  }

  /**
   * Takes what was prepared, or says why it was not.
   *
   * @param asked whether somebody wants to know, even if nothing has changed
   * @param taken called when something else is in force
   */
  ReloadResult replace(Preparation.Result result, boolean asked, Runnable taken) {
    return switch (result) {
      case Preparation.Refused refused -> refuse(refused.problems());
      case Prepared fresh -> take(fresh, asked, taken);
    };
  }

  private ReloadResult take(Prepared fresh, boolean asked, Runnable taken) {
    Prepared before = prepared;
    Runnable moveLogs;
    try {
      moveLogs = logs.prepare(fresh.config().logs());
    } catch (IOException e) {
      fresh.abandon(before);
      return refuse(List.of("logs: " + e.getMessage()));
    }
    // From here on nothing can fail.
    List<KeyInfo> keysBefore = keys();
    prepared = fresh;
    moveLogs.run();
    List<Permission> entries = fresh.config().access().entries();
    rates.keepOnly(entries == null ? List.of() : entries);
    taken.run();
    before.abandon(fresh);
    metrics.reloaded(true);
    if (asked || !keys().equals(keysBefore) || !fresh.config().equals(before.config())) {
      tell(Kind.RELOADED, "");
    }
    return new ReloadResult.Reloaded(keys(), warnings());
  }

  private ReloadResult refuse(List<String> problems) {
    metrics.reloaded(false);
    record(
        Kind.RELOAD_REFUSED,
        "configuration and keys of before stay in force: " + String.join("; ", problems));
    return new ReloadResult.Refused(problems);
  }

  /** Writes down what is in force, and what is doubtful about it. */
  void tell(Kind kind, String prefix) {
    record(kind, prefix + "keys held: " + keys().size());
    warnings().forEach(warning -> record(Kind.WARNING, warning));
  }

  /** Writes down something about the server as a whole. */
  void record(Kind kind, String detail) {
    logs.record(ServerEvent.ofServer(clock.instant(), kind, detail));
  }
}
