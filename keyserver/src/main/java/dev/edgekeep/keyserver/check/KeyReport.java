package dev.edgekeep.keyserver.check;

import java.util.List;

/** What works of one certificate's key. */
public record KeyReport(CheckedCertificate certificate, List<OperationReport> operations) {
  public KeyReport {
    operations = List.copyOf(operations);
  }

  /** What came of the first operation that does not work; of any when all do. */
  public Outcome worst() {
    return operations.stream()
        .filter(operation -> !operation.works())
        .findFirst()
        .orElseGet(operations::getFirst)
        .outcome();
  }
}
