package dev.edgekeep.x509.path;

import java.time.Instant;
import java.util.List;

/**
 * What a path is held to. Immutable.
 *
 * @param at the moment that counts, in whole seconds
 * @param maxDepth the largest number of intermediates that are not self-issued
 * @param names what the leaf must be good for; any one of them when empty
 */
public record ValidationPolicy(
    Purpose purpose,
    Instant at,
    int maxDepth,
    List<PeerName> names,
    PolicyInputs policies,
    AlgorithmPolicy algorithms) {
  /** More intermediates than any real chain has. */
  public static final int DEFAULT_MAX_DEPTH = 16;

  public ValidationPolicy {
    names = List.copyOf(names);
  }

  /** For the certificate of a TLS client. */
  public static ValidationPolicy forClient(Instant at) {
    return new ValidationPolicy(
        Purpose.CLIENT,
        at,
        DEFAULT_MAX_DEPTH,
        List.of(),
        PolicyInputs.DEFAULT,
        AlgorithmPolicy.CLIENT);
  }

  /** For the certificate of a TLS server of this name. */
  public static ValidationPolicy forServer(Instant at, PeerName name) {
    return new ValidationPolicy(
        Purpose.SERVER,
        at,
        DEFAULT_MAX_DEPTH,
        List.of(name),
        PolicyInputs.DEFAULT,
        AlgorithmPolicy.SERVER);
  }

  /** For any use: RFC 5280's path validation and nothing more. */
  public static ValidationPolicy forAny(Instant at) {
    return new ValidationPolicy(
        Purpose.ANY, at, DEFAULT_MAX_DEPTH, List.of(), PolicyInputs.DEFAULT, AlgorithmPolicy.ANY);
  }

  public ValidationPolicy withMaxDepth(int depth) {
    return new ValidationPolicy(purpose, at, depth, names, policies, algorithms);
  }

  public ValidationPolicy withNames(List<PeerName> required) {
    return new ValidationPolicy(purpose, at, maxDepth, required, policies, algorithms);
  }

  public ValidationPolicy withPolicies(PolicyInputs inputs) {
    return new ValidationPolicy(purpose, at, maxDepth, names, inputs, algorithms);
  }
}
