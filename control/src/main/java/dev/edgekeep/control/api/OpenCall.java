package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import io.javalin.http.Context;
import java.util.Optional;
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

  public byte[] bytes() {
    return body.bytes();
  }
}
