package dev.edgekeep.control.keyserver;

import dev.edgekeep.control.secret.UnsealException;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.keyserver.check.CheckedCertificate;
import dev.edgekeep.keyserver.check.KeyServerCheck;
import dev.edgekeep.keyserver.check.ServerReport;
import dev.edgekeep.keyserver.check.Target;
import dev.edgekeep.snapshot.KeyServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Checks one key server as an edge would use it: with its identity, its trust, and the certificates
 * whose keys it should have. Blocks, no longer than {@link #LIMIT} and the time of a read of the
 * store; any thread but an event loop.
 */
final class Probe {
  /** The time for one key server. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** After which no key is tried any more. */
  private static final Duration TRYING = Duration.ofSeconds(3);

  /** The time for each step: connecting, the handshake, each request. */
  private static final Duration STEP = Duration.ofSeconds(2);

  private final Store store;
  private final KeyServers keyServers;
  private final InstantSource clock;
  private final Duration slow;

  Probe(Store store, KeyServers keyServers, InstantSource clock, Duration slow) {
    this.store = store;
    this.keyServers = keyServers;
    this.clock = clock;
    this.slow = slow;
  }

  private record Wanted(KeyServer keyServer, List<KeyedCertificate> certificates) {}

  /**
   * @throws InterruptedException when it is not to go on
   */
  Checked run(KeyServerRecord row) throws InterruptedException {
    Instant now = clock.instant();
    Wanted wanted;
    try {
      wanted =
          store.read(
              db -> new Wanted(keyServers.opened(db, row, now), KeyedCertificate.of(db, row.id())));
    } catch (UnsealException | IllegalStateException e) {
      String why = String.valueOf(e.getMessage());
      return new Checked(Health.UNHEALTHY, now, null, List.of(why), List.of(), List.of());
    }
    return run(wanted, now);
  }

  /**
   * Checks that the key server has the key of a certificate that no host uses yet.
   *
   * @throws InterruptedException when it is not to go on
   */
  Checked run(KeyServerRecord row, KeyedCertificate certificate) throws InterruptedException {
    Instant now = clock.instant();
    KeyServer keyServer = store.read(db -> keyServers.opened(db, row, now));
    return run(new Wanted(keyServer, List.of(certificate)), now);
  }

  /** All addresses at once. */
  private Checked run(Wanted wanted, Instant now) throws InterruptedException {
    List<CheckedCertificate> certificates =
        wanted.certificates().stream().map(KeyedCertificate::checked).toList();
    List<Target> targets = targets(wanted.keyServer());
    List<FutureTask<ServerReport>> tasks = new ArrayList<>();
    for (Target target : targets) {
      FutureTask<ServerReport> task =
          new FutureTask<>(() -> new KeyServerCheck(clock).probe(target, certificates, TRYING));
      Thread.ofVirtual().name("key-server-check").start(task);
      tasks.add(task);
    }
    Findings findings = new Findings(slow);
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      for (int i = 0; i < tasks.size(); i++) {
        findings.add(report(tasks.get(i), targets.get(i), end), wanted.certificates());
      }
    } finally {
      tasks.forEach(task -> task.cancel(true));
    }
    return findings.at(now);
  }

  private static ServerReport report(FutureTask<ServerReport> task, Target target, long end)
      throws InterruptedException {
    try {
      return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return unfinished(
          target, "the check has not ended within %,d ms".formatted(LIMIT.toMillis()));
    } catch (ExecutionException e) {
      return unfinished(target, "the check failed: " + e.getCause());
    }
  }

  private static ServerReport unfinished(Target target, String why) {
    return new ServerReport.Unreachable(
        target.address(), ServerReport.Fault.NO_ANSWER, why, List.of());
  }

  private static List<Target> targets(KeyServer keyServer) {
    Duration step = keyServer.timeout().compareTo(STEP) < 0 ? keyServer.timeout() : STEP;
    return keyServer.addresses().stream()
        .map(address ->
            new Target(
                address.host(),
                address.port(),
                keyServer.identity(),
                keyServer.trust(),
                nameOf(keyServer.serverName(), address),
                step,
                keyServer.forbidden()))
        .toList();
  }

  private static String nameOf(@Nullable String serverName, KeyServer.Address address) {
    return serverName == null ? address.host() : serverName;
  }
}
