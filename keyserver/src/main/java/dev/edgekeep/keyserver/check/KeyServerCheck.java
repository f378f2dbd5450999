package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks key servers for what a TLS edge needs of the keys of some certificates. Blocks, each step no
 * longer than its target's limit. One thread.
 */
public final class KeyServerCheck {
  /** What is left of a certificate's time when it is warned of; of a short time, a third. */
  private static final Duration NEAR = Duration.ofDays(30);

  private final InstantSource clock;

  public KeyServerCheck(InstantSource clock) {
    this.clock = clock;
  }

  /** Checks each key server of each plan. */
  public CheckReport run(List<CheckPlan> plans) {
    List<ServerReport> reports = new ArrayList<>();
    for (CheckPlan plan : plans) {
      for (Target target : plan.targets()) {
        reports.add(run(target, plan.certificates(), KeyTrials::run));
      }
    }
    return new CheckReport(reports);
  }

  /**
   * Checks whether one key server would do its part: a few pings, and one signature with each key.
   *
   * @param limit after which no key is tried any more; a step that is under way may last as long
   *     again as its own limit
   */
  public ServerReport probe(Target target, List<CheckedCertificate> certificates, Duration limit) {
    long start = System.nanoTime();
    return run(
        target,
        certificates,
        (trials, certificate) ->
            System.nanoTime() - start < limit.toNanos()
                ? trials.sign(certificate)
                : KeyTrials.notTried(certificate, limit));
  }

  /** What is asked for with one certificate's key. */
  private interface Extent {
    KeyReport of(KeyTrials trials, CheckedCertificate certificate);
  }

  private ServerReport run(Target target, List<CheckedCertificate> certificates, Extent extent) {
    List<String> warnings = new ArrayList<>();
    Certificate own = target.own();
    if (own != null) {
      warnOfEnd("the certificate of this edge", own, warnings);
    }
    try (KeyServerSession session = KeyServerSession.open(target, clock)) {
      warnOfEnd("the key server's certificate", session.peer().certificate(), warnings);
      Latency latency = session.ping();
      KeyTrials trials = new KeyTrials(session, target);
      List<KeyReport> keys = new ArrayList<>();
      for (CheckedCertificate certificate : certificates) {
        keys.add(extent.of(trials, certificate));
      }
      return new ServerReport.Reached(target.address(), session.peer(), latency, keys, warnings);
    } catch (UnreachableException e) {
      return new ServerReport.Unreachable(
          target.address(), e.fault(), String.valueOf(e.getMessage()), List.copyOf(warnings));
    }
  }

  private void warnOfEnd(String whose, Certificate certificate, List<String> warnings) {
    Instant now = clock.instant();
    Instant end = certificate.notAfter();
    if (end.isBefore(now)) {
      warnings.add("%s has expired on %s".formatted(whose, end));
    } else if (end.isBefore(now.plus(near(certificate)))) {
      long days = ChronoUnit.DAYS.between(now, end);
      String when = days == 0 ? "within a day" : "in %d days".formatted(days);
      warnings.add("%s ends %s, on %s: renew it".formatted(whose, when, end));
    }
  }

  /** The less of both. */
  private static Duration near(Certificate certificate) {
    Duration third = Duration.between(certificate.notBefore(), certificate.notAfter()).dividedBy(3);
    return third.compareTo(NEAR) < 0 ? third : NEAR;
  }
}
