package dev.edgekeep.keyserver.admin;

import dev.edgekeep.daemon.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** What is answered to a request: a status of HTTP and a body. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the body
record Answer(int status, String contentType, byte[] body) {
  static final int OK = 200;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int MISDIRECTED_REQUEST = 421;
  static final int UNAVAILABLE = 503;

  static Answer json(int status, JsonWriter json) {
    return new Answer(status, "application/json", (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Answer error(int status, String message) {
    JsonWriter json = new JsonWriter();
    json.beginObject().field("error", message).endObject();
    return json(status, json);
  }
}
