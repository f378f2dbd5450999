package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Policies;
import java.util.Set;

/**
 * The certificate policy inputs of RFC 5280 §6.1.1 (c) to (g).
 *
 * @param initial the acceptable policies, dotted; anyPolicy if all are acceptable
 */
public record PolicyInputs(
    Set<String> initial, boolean explicit, boolean inhibitMapping, boolean inhibitAny) {
  /** Any policy, or none, is acceptable. */
  public static final PolicyInputs DEFAULT =
      new PolicyInputs(Set.of(Policies.ANY), false, false, false);

  public PolicyInputs {
    initial = Set.copyOf(initial);
  }
}
