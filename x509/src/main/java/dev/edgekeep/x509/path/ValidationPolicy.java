package dev.edgekeep.x509.path;

import java.time.Instant;
import java.util.List;

/**
 * What a path is held to. Immutable.
 *
 * @param at the moment that counts, in whole seconds
 * @param maxDepth the largest number of intermediates that are not self-issued
 * @param webPki whether the Web PKI's rules for certificates count too, beyond path validation
 * @param names what the leaf must be good for, each of them
 */
public record ValidationPolicy(
    Purpose purpose,
    Instant at,
    int maxDepth,
    boolean webPki,
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
    return of(Purpose.CLIENT, at);
  }

  /** For the certificate of a TLS server of this name. */
  public static ValidationPolicy forServer(Instant at, PeerName name) {
    return of(Purpose.SERVER, at).withNames(List.of(name));
  }

  /** For any use: RFC 5280's path validation and nothing more. */
  public static ValidationPolicy forAny(Instant at) {
    return of(Purpose.ANY, at);
  }

  /** For this use, whatever the names. */
  public static ValidationPolicy of(Purpose purpose, Instant at) {
    AlgorithmPolicy algorithms = purpose == Purpose.ANY ? AlgorithmPolicy.ANY : AlgorithmPolicy.TLS;
    return new ValidationPolicy(
        purpose, at, DEFAULT_MAX_DEPTH, false, List.of(), PolicyInputs.DEFAULT, algorithms);
  }

  /**
   * The same, and held to the profile of publicly trusted certificates besides, as
   * docs/conformance.md lists it: for judging the Web PKI, too strict for private CAs.
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
