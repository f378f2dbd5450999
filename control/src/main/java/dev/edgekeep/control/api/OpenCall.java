package dev.edgekeep.control.api;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** A call by anybody. One thread. */
public final class OpenCall {
  private final Context context;

  OpenCall(Context context) {
    this.context = context;
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
    return context.bodyAsBytes();
  }
}
