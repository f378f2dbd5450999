package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as HTTP has it: a problem detail (RFC 9457). Thrown here for faults of the HTTP request
 * only; what features refuse is a {@link DomainException}, which becomes a problem when it is sent.
 */
final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Type type;
  private final transient List<Violation> errors;
  private final @Nullable Duration retryAfter;

  /** The kinds of problems; their labels are stable. */
  enum Type {
    MALFORMED(400, "The request cannot be read"),
    UNAUTHENTICATED(401, "A token is needed"),
    FORBIDDEN(403, "The token may not do this"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    CONFLICT(409, "Conflict"),
    LIMIT_REACHED(409, "The account's limit is reached"),
    CHANGED_MEANWHILE(412, "The record was changed in the meantime"),
    TIMEOUT(408, "The request took too long"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    INVALID(422, "The request is invalid"),
    KEY_REUSED(422, "The idempotency key was used for another call"),
    TOO_MANY_REQUESTS(429, "Too many calls"),
    FIELDS_TOO_LARGE(431, "The header is too large"),
    FAILED(500, "The control plane failed"),
    BUSY(503, "The control plane is busy"),
    DAMAGED(500, "A stored record cannot be read"),
    KEY_UNAVAILABLE(503, "The client CA's key cannot be used"),
    UNAVAILABLE(503, "The database does not answer"),
    STORAGE_FULL(507, "The disk is full");

    private final int status;
    private final String title;

    Type(int status, String title) {
      this.status = status;
      this.title = title;
    }

    int status() {
      return status;
    }

    String title() {
      return title;
    }

    /** As {@code urn:edgekeep:problem:not-found}. */
    String uri() {
      return "urn:edgekeep:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Type of(DomainException.Kind kind) {
      return switch (kind) {
        case UNAUTHENTICATED -> UNAUTHENTICATED;
        case FORBIDDEN -> FORBIDDEN;
        case NOT_FOUND -> NOT_FOUND;
        case CONFLICT -> CONFLICT;
        case LIMIT_REACHED -> LIMIT_REACHED;
        case STALE -> CHANGED_MEANWHILE;
        case INVALID -> INVALID;
        case TOO_MANY -> TOO_MANY_REQUESTS;
        case BUSY -> BUSY;
        case KEY_UNAVAILABLE -> KEY_UNAVAILABLE;
        case DAMAGED -> DAMAGED;
      };
    }
  }

  private ApiProblem(
      Type type, String detail, List<Violation> errors, @Nullable Duration retryAfter) {
    super(detail);
    this.type = type;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /**
   * @param detail a sentence that says what is wrong and what to do
   */
  static ApiProblem of(Type type, String detail) {
    return new ApiProblem(type, detail, List.of(), null);
  }

  /** The problem that tells a caller of a refusal. */
  static ApiProblem of(DomainException refusal) {
    return new ApiProblem(
        Type.of(refusal.kind()),
        String.valueOf(refusal.getMessage()),
        refusal.violations(),
        refusal.retryAfter());
  }

  Type type() {
    return type;
  }

  /** The time after which to try again; null: waiting makes no difference. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The problem as it is sent. */
  Body body() {
    return new Body(type.uri(), type.title(), type.status(), String.valueOf(getMessage()), errors);
  }

  /** The members of RFC 9457 §3.1. */
  record Body(String type, String title, int status, String detail, List<Violation> errors) {}
}
