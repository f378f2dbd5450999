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
        reports.add(run(target, plan.certificates()));
      }
    }
    return new CheckReport(reports);
  }

  private ServerReport run(Target target, List<CheckedCertificate> certificates) {
    List<String> warnings = new ArrayList<>();
    warnOfEnd("the certificate of this edge", target.identity().chain().getFirst(), warnings);
    try (KeyServerSession session = KeyServerSession.open(target, clock)) {
      warnOfEnd("the key server's certificate", session.peer().certificate(), warnings);
      Duration ping = session.ping();
      KeyTrials trials = new KeyTrials(session, target);
      List<KeyReport> keys = new ArrayList<>();
      for (CheckedCertificate certificate : certificates) {
        keys.add(trials.run(certificate));
      }
      return new ServerReport.Reached(target.address(), session.peer(), ping, keys, warnings);
    } catch (UnreachableException e) {
      return new ServerReport.Unreachable(
          target.address(), String.valueOf(e.getMessage()), List.copyOf(warnings));
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
