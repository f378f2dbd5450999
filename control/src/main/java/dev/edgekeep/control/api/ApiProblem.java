package dev.edgekeep.control.api;

import dev.edgekeep.config.value.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a call was not carried out: a problem detail (RFC 9457). Nothing was changed. */
public final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Type type;
  private final transient List<Violation> errors;
  private final @Nullable Duration retryAfter;

  /** The kinds of problems; their labels are stable. */
  public enum Type {
    MALFORMED(400, "The request cannot be read"),
    UNAUTHENTICATED(401, "A token is needed"),
    FORBIDDEN(403, "The token may not do this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    CONFLICT(409, "Something stands against it"),
    LIMIT_REACHED(409, "The account's limit is reached"),
    CHANGED_MEANWHILE(412, "It was changed meanwhile"),
    TIMEOUT(408, "The request took too long"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    INVALID(422, "Something in it is wrong"),
    KEY_REUSED(422, "The idempotency key was used for something else"),
    TOO_MANY_REQUESTS(429, "Too many calls"),
    FIELDS_TOO_LARGE(431, "The header is too large"),
    FAILED(500, "The control plane failed"),
    BUSY(503, "The control plane is busy"),
    KEY_UNAVAILABLE(503, "The client CA's key cannot be used"),
    UNAVAILABLE(503, "The database does not answer"),
    STORAGE_FULL(507, "The disk is full");

    private final int status;
    private final String title;

    Type(int status, String title) {
      this.status = status;
      this.title = title;
    }

    public int status() {
      return status;
    }

    public String title() {
      return title;
    }

    /** As {@code urn:edgekeep:problem:not-found}. */
    public String uri() {
      return "urn:edgekeep:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param path of the member in the body, as {@code clientAuth.mode}; empty: the whole
   */
  public record Violation(String path, String message) {}

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
  public static ApiProblem of(Type type, String detail) {
    return new ApiProblem(type, detail, List.of(), null);
  }

  /** As {@code there is no site example.org}. */
  public static ApiProblem notFound(String what, String name) {
    return of(Type.NOT_FOUND, "there is no %s %s".formatted(what, name));
  }

  public static ApiProblem conflict(String detail) {
    return of(Type.CONFLICT, detail);
  }

  public static ApiProblem tooMany(String detail, Duration retryAfter) {
    return new ApiProblem(Type.TOO_MANY_REQUESTS, detail, List.of(), retryAfter);
  }

  /** More is under way than the control plane can do at once. */
  public static ApiProblem busy(String detail, Duration retryAfter) {
    return new ApiProblem(Type.BUSY, detail, List.of(), retryAfter);
  }

  /** The key of a client CA cannot be used now. */
  public static ApiProblem keyUnavailable(String detail, Duration retryAfter) {
    return new ApiProblem(Type.KEY_UNAVAILABLE, detail, List.of(), retryAfter);
  }

  /** One member of the body is wrong. */
  public static ApiProblem invalid(String path, String message) {
    return invalid(List.of(new Violation(path, message)));
  }

  /** Some members of the body are wrong. */
  public static ApiProblem invalid(List<Violation> errors) {
    Violation first = errors.getFirst();
    String more = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
    String where = first.path().isEmpty() ? "" : first.path() + ": ";
    return new ApiProblem(Type.INVALID, where + first.message() + more, errors, null);
  }

  /** What was found while the body was read. */
  public static ApiProblem ofReading(List<Problem> problems) {
    return invalid(
        problems.stream().map(found -> new Violation(found.path(), found.message())).toList());
  }

  public Type type() {
    return type;
  }

  public List<Violation> errors() {
    return errors;
  }

  /** When to try again; null: it makes no difference. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** As it is sent. */
  Body body() {
    return new Body(type.uri(), type.title(), type.status(), String.valueOf(getMessage()), errors);
  }

  /** The members of RFC 9457 §3.1. */
  record Body(String type, String title, int status, String detail, List<Violation> errors) {}
}
