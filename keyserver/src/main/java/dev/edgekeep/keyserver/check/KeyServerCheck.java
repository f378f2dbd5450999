package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests from key servers the operations that a TLS edge needs of the keys of some certificates.
 * Blocks, each step no longer than its target's limit. One thread.
 */
public final class KeyServerCheck {
  /**
   * The remaining validity of a certificate from which it is warned of, or a third of a short one.
   */
  private static final Duration NEAR = Duration.ofDays(30);

  private final InstantSource clock;

  public KeyServerCheck(InstantSource clock) {
    this.clock = clock;
  }

  /** Key servers, and the certificates whose keys each of them should have. Immutable. */
  public record Plan(List<Target> targets, List<CheckedCertificate> certificates) {
    public Plan {
      targets = List.copyOf(targets);
      certificates = List.copyOf(certificates);
    }
  }

  /** Checks each key server of each plan. */
  public CheckReport run(List<Plan> plans) {
    List<ServerReport> reports = new ArrayList<>();
    for (Plan plan : plans) {
      for (Target target : plan.targets()) {
        reports.add(run(target, plan.certificates(), KeyTrials::run));
      }
    }
    return new CheckReport(reports);
  }

  /**
   * Checks one key server quickly: a few pings, and one signature with each key.
   *
   * @param limit the time after which no further key is tried; a step under way may take its own
   *     limit in addition
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

  /** The trials for one certificate's key. */
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
      ServerReport.Latency latency = session.ping();
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
      warnings.add("%s expired on %s".formatted(whose, end));
    } else if (end.isBefore(now.plus(near(certificate)))) {
      long days = ChronoUnit.DAYS.between(now, end);
      String when = days == 0 ? "within a day" : "in %d days".formatted(days);
      warnings.add("%s expires %s, on %s: renew it".formatted(whose, when, end));
    }
  }

  /** The shorter of both. */
  private static Duration near(Certificate certificate) {
    Duration third = Duration.between(certificate.notBefore(), certificate.notAfter()).dividedBy(3);
    return third.compareTo(NEAR) < 0 ? third : NEAR;
  }
}
