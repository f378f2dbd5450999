package dev.edgekeep.control.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control plane does not do what it was asked to do, and nothing was changed. The kind says
 * whose fault it is and whether to try again, the message what is wrong and what to do. Knows
 * nothing of HTTP: {@code control.api} derives status and problem type from the kind.
 */
public final class DomainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Violation> violations;
  private final @Nullable Duration retryAfter;

  /** Kinds of refusals. */
  public enum Kind {
    /** The caller is unknown. */
    UNAUTHENTICATED,
    /** The caller is known and may not do this. */
    FORBIDDEN,
    /** The record does not exist, or the caller may not see it. */
    NOT_FOUND,
    /** Another record, or the state of this one, prevents the change. */
    CONFLICT,
    /** The account has as many records of the kind as it may have. */
    LIMIT_REACHED,
    /** The record is not in the revision that the caller has seen. */
    STALE,
    /** The request itself is wrong, as the violations say. */
    INVALID,
    /** The caller asks for too much at once; it may try again later. */
    TOO_MANY,
    /** The control plane has too much to do; the caller may try again later. */
    BUSY,
    /** The private key of a client CA cannot be used now; the caller may try again later. */
    KEY_UNAVAILABLE,
    /** A stored record that is needed cannot be read. */
    DAMAGED
  }

  private DomainException(
      Kind kind, String message, List<Violation> violations, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  private static DomainException of(Kind kind, String message) {
    return new DomainException(kind, message, List.of(), null);
  }

  public static DomainException unauthenticated(String message) {
    return of(Kind.UNAUTHENTICATED, message);
  }

  public static DomainException forbidden(String message) {
    return of(Kind.FORBIDDEN, message);
  }

  public static DomainException notFound(String message) {
    return of(Kind.NOT_FOUND, message);
  }

  /** As {@code there is no site example.org}. */
  public static DomainException notFound(String kind, String name) {
    return of(Kind.NOT_FOUND, "there is no %s %s".formatted(kind, name));
  }

  public static DomainException conflict(String message) {
    return of(Kind.CONFLICT, message);
  }

  public static DomainException limitReached(String message) {
    return of(Kind.LIMIT_REACHED, message);
  }

  public static DomainException stale(String message) {
    return of(Kind.STALE, message);
  }

  /** One member of the request is wrong. */
  public static DomainException invalid(String path, String message) {
    return invalid(List.of(new Violation(path, message)));
  }

  /**
   * Members of the request are wrong; the message tells the first.
   *
   * @param violations at least one
   */
  public static DomainException invalid(List<Violation> violations) {
    Violation first = violations.getFirst();
    String more = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
    String where = first.path().isEmpty() ? "" : first.path() + ": ";
    return new DomainException(Kind.INVALID, where + first.message() + more, violations, null);
  }

  public static DomainException tooMany(String message, Duration retryAfter) {
    return new DomainException(Kind.TOO_MANY, message, List.of(), retryAfter);
  }

  public static DomainException busy(String message, Duration retryAfter) {
    return new DomainException(Kind.BUSY, message, List.of(), retryAfter);
  }

  public static DomainException keyUnavailable(String message, Duration retryAfter) {
    return new DomainException(Kind.KEY_UNAVAILABLE, message, List.of(), retryAfter);
  }

  /** A stored record cannot be read, and what to do about it. */
  public static DomainException damaged(String message) {
    return of(Kind.DAMAGED, message);
  }

  public Kind kind() {
    return kind;
  }

  /** All faults of the request; empty unless the kind is {@link Kind#INVALID}. */
  public List<Violation> violations() {
    return violations;
  }

  /** The time after which a further try can succeed; null: waiting makes no difference. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
