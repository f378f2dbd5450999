package dev.edgekeep.x509.path;

import java.time.Instant;
import java.util.List;

/**
 * The requirements for a path. Immutable.
 *
 * @param at the time of validation, in whole seconds
 * @param maxDepth the maximum number of intermediates that are not self-issued
 * @param webPki whether the Web PKI's rules for certificates apply, in addition to path validation
 * @param names the names that the leaf must be valid for, all of them
 */
public record ValidationPolicy(
    Purpose purpose,
    Instant at,
    int maxDepth,
    boolean webPki,
    List<PeerName> names,
    PolicyInputs policies,
    AlgorithmPolicy algorithms) {
  /** More intermediates than in any real chain. */
  public static final int DEFAULT_MAX_DEPTH = 16;

  public ValidationPolicy {
    names = List.copyOf(names);
  }

  /** The policy for the certificate of a TLS client. */
  public static ValidationPolicy forClient(Instant at) {
    return of(Purpose.CLIENT, at);
  }

  /** The policy for the certificate of a TLS server with this name. */
  public static ValidationPolicy forServer(Instant at, PeerName name) {
    return of(Purpose.SERVER, at).withNames(List.of(name));
  }

  /** The policy for any use: only path validation by RFC 5280. */
  public static ValidationPolicy forAny(Instant at) {
    return of(Purpose.ANY, at);
  }

  /** The policy for this use, with any names. */
  public static ValidationPolicy of(Purpose purpose, Instant at) {
    AlgorithmPolicy algorithms = purpose == Purpose.ANY ? AlgorithmPolicy.ANY : AlgorithmPolicy.TLS;
    return new ValidationPolicy(
        purpose, at, DEFAULT_MAX_DEPTH, false, List.of(), PolicyInputs.DEFAULT, algorithms);
  }

  /**
   * The same policy with the profile of publicly trusted certificates, as listed in
   * docs/conformance.md: for evaluating the Web PKI, too strict for private CAs.
   */
  public ValidationPolicy withWebPkiProfile() {
    return new ValidationPolicy(
        purpose, at, maxDepth, true, names, policies, AlgorithmPolicy.WEB_PKI);
  }

  public ValidationPolicy withMaxDepth(int depth) {
    return new ValidationPolicy(purpose, at, depth, webPki, names, policies, algorithms);
  }

  public ValidationPolicy withNames(List<PeerName> required) {
    return new ValidationPolicy(purpose, at, maxDepth, webPki, required, policies, algorithms);
  }

  public ValidationPolicy withPolicies(PolicyInputs inputs) {
    return new ValidationPolicy(purpose, at, maxDepth, webPki, names, inputs, algorithms);
  }
}
