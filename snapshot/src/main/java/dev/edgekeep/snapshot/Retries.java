package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.List;
import java.util.Set;

/**
 * Further attempts for a request that a server did not answer, as long as nothing of a response has
 * reached the client and nothing of the request's body was sent.
 *
 * @param attempts the largest number of attempts after the first
 * @param connect whether another server is tried when a connection cannot be made, with any method
 * @param reset whether another attempt is made when a server closes the connection, breaks its
 *     protocol or does not answer in time, before the head of a response
 * @param statuses of responses that are discarded for another attempt
 * @param methods for which {@code reset} and {@code statuses} apply: idempotent ones, the others
 *     must not be repeated (RFC 9110 §9.2.2)
 * @param budgetPercent the number of retries for each hundred requests, on the whole node
 */
public record Retries(
    int attempts,
    boolean connect,
    boolean reset,
    Set<Integer> statuses,
    Set<String> methods,
    int budgetPercent) {
  public static final Bounds ATTEMPTS = new Bounds(0, 10);
  public static final Bounds STATUS = new Bounds(500, 599);
  public static final Bounds BUDGET_PERCENT = new Bounds(1, 100);

  /** The methods that may be repeated (RFC 9110 §9.2.2). */
  public static final List<String> IDEMPOTENT =
      List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  public static final Retries DEFAULT =
      new Retries(
          2, true, true, Set.of(502, 503), Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE"), 20);

  public Retries {
    ATTEMPTS.check("attempts", attempts);
    BUDGET_PERCENT.check("budgetPercent", budgetPercent);
    statuses = Set.copyOf(statuses);
    methods = Set.copyOf(methods);
    statuses.forEach(status -> STATUS.check("a status", status));
    if (!IDEMPOTENT.containsAll(methods)) {
      throw new IllegalArgumentException("methods may only be of " + IDEMPOTENT);
    }
  }
}
