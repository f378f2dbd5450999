package dev.edgekeep.keyserver.check;

import java.util.List;

/** What works of one certificate's key. */
record KeyReport(CheckedCertificate certificate, List<OperationReport> operations) {
  KeyReport {
    operations = List.copyOf(operations);
  }
}
