package dev.edgekeep.control.api;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call by anybody. One thread. */
public final class OpenCall {
  private final Context context;
  private final RequestBody body;
  private final Authentication authentication;

  OpenCall(Context context, RequestBody body, Authentication authentication) {
    this.context = context;
    this.body = body;
    this.authentication = authentication;
  }

  /**
   * The caller, where a token is given.
   *
   * @throws DomainException when the token is wrong
   */
  public Optional<Caller> caller() {
    String authorization = context.header("Authorization");
    return authorization == null
        ? Optional.empty()
        : Optional.of(
            authentication.authenticate(
                authorization, context.header("Edgekeep-Account"), context.req().getRemoteAddr()));
  }

  /** A part of the path, decoded. */
  public String path(String name) {
    return context.pathParam(name);
  }

  /** The path as it was sent, with its percent signs. */
  public String rawPath() {
    return context.req().getRequestURI();
  }

  public @Nullable String header(String name) {
    return context.header(name);
  }

  /** The client's address. */
  public String address() {
    return context.req().getRemoteAddr();
  }

  /**
   * Reads the body, a JSON object. A member that the reader does not know is a fault.
   *
   * @param reader returns null only after it has reported a problem
   * @throws ApiProblem with all that is wrong
   */
  public <T> T body(Function<Section, @Nullable T> reader) {
    return Call.read(body.bytes(), reader);
  }

  public byte[] bytes() {
    return body.bytes();
  }
}
