package dev.edgekeep.control.keyserver;

import dev.edgekeep.control.keyserver.Checked.AddressCheck;
import dev.edgekeep.control.keyserver.Checked.KeyCheck;
import dev.edgekeep.control.keyserver.Checked.Milliseconds;
import dev.edgekeep.keyserver.check.KeyReport;
import dev.edgekeep.keyserver.check.Outcome;
import dev.edgekeep.keyserver.check.ServerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Combines the reports about the addresses of a key server into one result. One thread. */
final class Findings {
  private final Duration slow;
  private final List<AddressCheck> addresses = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param slow above which the median of pings is a problem
   */
  Findings(Duration slow) {
    this.slow = slow;
  }

  /**
   * @param certificates in the order of the report's keys
   */
  void add(ServerReport report, List<KeyedCertificate> certificates) {
    report.warnings().forEach(warning -> warn(report, warning));
    switch (report) {
      case ServerReport.Unreachable gone -> {
        problem(report, gone.reason());
        addresses.add(
            new AddressCheck(
                gone.address(), gone.fault().label(), null, null, null, gone.reason(), List.of()));
      }
      case ServerReport.Reached reached -> addresses.add(reached(reached, certificates));
    }
  }

  private AddressCheck reached(ServerReport.Reached report, List<KeyedCertificate> certificates) {
    String problem = null;
    if (report.latency().median().compareTo(slow) > 0) {
      problem =
          "slow: a ping takes %,d ms, and each handshake waits as long; more than %,d ms is too much"
              .formatted(report.latency().median().toMillis(), slow.toMillis());
      problem(report, problem);
    }
    List<KeyCheck> keys = new ArrayList<>();
    for (int i = 0; i < report.keys().size(); i++) {
      keys.add(key(report, report.keys().get(i), certificates.get(i)));
    }
    return new AddressCheck(
        report.address(),
        problem == null ? "ok" : "slow",
        report.peer().tlsVersion(),
        report.peer().certificate().notAfter(),
        Milliseconds.of(report.latency()),
        problem,
        keys);
  }

  private KeyCheck key(ServerReport server, KeyReport report, KeyedCertificate certificate) {
    Outcome outcome = report.worst();
    String advice = outcome.advice().isEmpty() ? null : outcome.advice();
    KeyCheck key =
        new KeyCheck(
            certificate.id(),
            certificate.names(),
            report.certificate().key().toString(),
            outcome.label(),
            advice);
    String sentence =
        "the key of certificate %s (%s): %s: %s"
            .formatted(
                certificate.id(),
                String.join(", ", certificate.names()),
                outcome.label(),
                outcome.advice());
    if (key.isMissing()) {
      problem(server, sentence);
    } else if (!key.state().equals(KeyCheck.OK)) {
      warn(server, sentence);
    }
    return key;
  }

  private void problem(ServerReport report, String sentence) {
    problems.add(report.address() + ": " + sentence);
  }

  private void warn(ServerReport report, String sentence) {
    warnings.add(report.address() + ": " + sentence);
  }

  Checked at(Instant now) {
    Milliseconds fastest =
        addresses.stream()
            .map(AddressCheck::latencyMs)
            .filter(Objects::nonNull)
            .min(Comparator.comparingDouble(Milliseconds::median))
            .orElse(null);
    return new Checked(health(), now, fastest, problems, warnings, addresses);
  }

  private Health health() {
    List<AddressCheck> reached = addresses.stream().filter(AddressCheck::isReached).toList();
    Set<String> missing = new HashSet<>();
    Set<String> atHand = new HashSet<>();
    for (AddressCheck address : reached) {
      address.keys().forEach(key -> (key.isMissing() ? missing : atHand).add(key.certificate()));
    }
    if (reached.isEmpty() || !atHand.containsAll(missing)) {
      return Health.UNHEALTHY;
    }
    return problems.isEmpty() ? Health.HEALTHY : Health.DEGRADED;
  }
}
