package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** A report for people. */
final class TextReport {
  private final PrintWriter out;

  TextReport(PrintWriter out) {
    this.out = out;
  }

  void print(CheckReport report) {
    report.servers().forEach(this::print);
    if (report.operations() > 0) {
      out.println(
          report.failed() == 0
              ? "all %d operations work".formatted(report.operations())
              : "%d of %d operations do not work".formatted(report.failed(), report.operations()));
    }
    out.flush();
  }

  private void print(ServerReport report) {
    switch (report) {
      case ServerReport.Unreachable server ->
          out.println(server.address() + ": " + server.reason());
      case ServerReport.Reached server -> {
        ServerReport.Peer peer = server.peer();
        Certificate certificate = peer.certificate();
        out.println(
            "%s: %s, %s, ping %s"
                .formatted(
                    server.address(),
                    peer.tlsVersion(),
                    peer.cipherSuite(),
                    millis(server.latency().shortest())));
        out.println(
            "  key server: %s, issued by %s, until %s"
                .formatted(certificate.subject(), certificate.issuer(), certificate.notAfter()));
      }
    }
    report.warnings().forEach(warning -> out.println("  warning: " + warning));
    if (report instanceof ServerReport.Reached server) {
      server.keys().forEach(this::print);
    }
  }

  private void print(KeyReport report) {
    CheckedCertificate checked = report.certificate();
    Certificate certificate = checked.certificate();
    out.println(
        "%s: %s, %s, key %s"
            .formatted(
                checked.name(),
                certificate.subject(),
                certificate.subjectPublicKey().description(),
                checked.key()));
    Set<String> advice = new LinkedHashSet<>();
    for (KeyReport.Operation operation : report.operations()) {
      out.println(
          "  %-20s  %-18s  %9s"
              .formatted(
                  operation.name(), operation.outcome().label(), millis(operation.duration())));
      advice.add(operation.outcome().advice());
    }
    advice.remove("");
    advice.forEach(sentence -> out.println("  → " + sentence + "."));
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }
}
