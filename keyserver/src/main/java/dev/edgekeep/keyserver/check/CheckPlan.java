package dev.edgekeep.keyserver.check;

import java.util.List;

/** Key servers, and the certificates whose keys each of them should have. Immutable. */
public record CheckPlan(List<Target> targets, List<CheckedCertificate> certificates) {
  public CheckPlan {
    targets = List.copyOf(targets);
    certificates = List.copyOf(certificates);
  }
}
