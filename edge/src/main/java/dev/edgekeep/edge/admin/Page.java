package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A status and a body. */
record Page(HttpResponseStatus status, String contentType, ByteBuf body) {
  private static final String JSON = "application/json";

  static Page json(HttpResponseStatus status, JsonWriter json) {
    json.newline();
    return new Page(status, JSON, Unpooled.wrappedBuffer(json.buffer(), 0, json.length()));
  }

  /** An error as {@code {"error", "detail"}}. */
  static Page error(HttpResponseStatus status, String detail) {
    JsonWriter json = new JsonWriter();
    json.beginObject().field("error", status.reasonPhrase()).field("detail", detail).endObject();
    return json(status, json);
  }
}
