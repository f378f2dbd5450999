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
 * The configuration and keys in force, which a reload replaces whole, or not at all. One
 * replacement at a time; the rest any thread.
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

  /** Doubtful things about it, one sentence each. */
  List<String> warnings() {
    return prepared.warnings();
  }

  /**
   * Puts the result of a preparation in force, unless it was refused.
   *
   * @param asked whether to record the reload even if nothing has changed
   * @param replaced called when the new configuration is in force
   */
  ReloadResult replace(Preparation.Result result, boolean asked, Runnable replaced) {
    return switch (result) {
      case Preparation.Refused refused -> refuse(refused.problems());
      case Prepared fresh -> putInForce(fresh, asked, replaced);
    };
  }

  private ReloadResult putInForce(Prepared fresh, boolean asked, Runnable replaced) {
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
    replaced.run();
    before.abandon(fresh);
    metrics.reloaded(true);
    if (asked || !keys().equals(keysBefore) || !fresh.config().equals(before.config())) {
      recordKeys(Kind.RELOADED, "");
    }
    return new ReloadResult.Reloaded(keys(), warnings());
  }

  private ReloadResult refuse(List<String> problems) {
    metrics.reloaded(false);
    record(
        Kind.RELOAD_REFUSED,
        "the previous configuration and keys stay in force: " + String.join("; ", problems));
    return new ReloadResult.Refused(problems);
  }

  /** Records the keys in force, and the warnings about them. */
  void recordKeys(Kind kind, String prefix) {
    record(kind, prefix + "keys held: " + keys().size());
    warnings().forEach(warning -> record(Kind.WARNING, warning));
  }

  /** Records an event of the server as a whole. */
  void record(Kind kind, String detail) {
    logs.record(ServerEvent.ofServer(clock.instant(), kind, detail));
  }
}
