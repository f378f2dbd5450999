package dev.edgekeep.daemon.admin;

import dev.edgekeep.daemon.json.JsonText;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** An HTTP status and a body. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the body
public record AdminResponse(int status, String contentType, byte[] body) {
  public static final int OK = 200;
  public static final int BAD_REQUEST = 400;
  public static final int FORBIDDEN = 403;
  public static final int NOT_FOUND = 404;
  public static final int METHOD_NOT_ALLOWED = 405;
  public static final int CONFLICT = 409;
  public static final int MISDIRECTED_REQUEST = 421;
  public static final int INTERNAL_ERROR = 500;
  public static final int UNAVAILABLE = 503;

  /**
   * One line of JSON.
   *
   * @param content writes one value
   */
  public static AdminResponse json(int status, Consumer<JsonGenerator> content) {
    byte[] body = (JsonText.of(content) + "\n").getBytes(StandardCharsets.UTF_8);
    return new AdminResponse(status, "application/json", body);
  }

  /** An error as {@code {"error", "detail"}}: the name of the status, and a sentence. */
  public static AdminResponse error(int status, String detail) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("error", HttpResponseStatus.valueOf(status).reasonPhrase());
          json.writeStringProperty("detail", detail);
          json.writeEndObject();
        });
  }
}
