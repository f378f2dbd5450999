package dev.edgekeep.keyserver.admin;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.metrics.MetricsText;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyserver.admin.ReloadResult.Refused;
import dev.edgekeep.keyserver.admin.ReloadResult.Reloaded;
import dev.edgekeep.keyserver.key.KeyInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What is found under which path, and with which method. */
final class Pages {
  private final KeyServerView view;
  private final MetricsText metrics;

  Pages(KeyServerView view, MetricsText metrics) {
    this.view = view;
    this.metrics = metrics;
  }

  /** The methods that a path is for; none when there is no such path. */
  static List<String> methods(String path) {
    return switch (path) {
      case "/reload" -> List.of("POST");
      // EdgeOne's users have typed it into browsers and curl: it changes something all the same.
      case "/KeylessReloadCerts" -> List.of("GET", "POST");
      case "/keys", "/healthz", "/readyz", "/metrics" -> List.of("GET", "HEAD");
      default -> List.of();
    };
  }

  /** One of the paths above. */
  Answer render(String path, String accept) throws IOException {
    return switch (path) {
      case "/reload", "/KeylessReloadCerts" -> reload(view.reload());
      case "/keys" -> keys(view.keys());
      case "/healthz" -> health(view.tokens());
      case "/readyz" ->
          view.isReady() ? status(Answer.OK, "ready") : status(Answer.UNAVAILABLE, "draining");
      case "/metrics" -> metrics(accept);
      default -> throw new IllegalArgumentException("there is no " + path);
    };
  }

  private static Answer reload(ReloadResult result) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    int status =
        switch (result) {
          case Reloaded reloaded -> {
            json.field("status", "reloaded");
            write(json, reloaded.keys());
            json.field("warnings", reloaded.warnings());
            yield Answer.OK;
          }
          case Refused refused -> {
            json.field("status", "refused; what was held before stays")
                .field("problems", refused.problems());
            yield Answer.CONFLICT;
          }
        };
    json.endObject();
    return Answer.json(status, json);
  }

  private static Answer keys(Collection<KeyInfo> keys) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    write(json, keys);
    json.endObject();
    return Answer.json(Answer.OK, json);
  }

  private static void write(JsonWriter json, Collection<KeyInfo> keys) {
    json.name("keys").beginArray();
    for (KeyInfo key : keys) {
      ModulusDigest digest = key.modulusDigest();
      json.beginObject()
          .field("ski", key.ski().toString())
          .field("algorithm", key.algorithm())
          .optional("modulusDigest", digest == null ? null : digest.toString())
          .field("origin", key.origin())
          .field("onToken", key.onToken())
          .endObject();
    }
    json.endArray();
  }

  /** The process is up; a token that is lost fails its own keys only. */
  private static Answer health(Map<String, Boolean> tokens) {
    JsonWriter json = new JsonWriter();
    json.beginObject().field("status", "up");
    if (!tokens.isEmpty()) {
      json.name("tokens").beginObject();
      tokens.forEach((label, isUp) -> json.field(label, isUp ? "up" : "lost"));
      json.endObject();
    }
    json.endObject();
    return Answer.json(Answer.OK, json);
  }

  private static Answer status(int status, String word) {
    JsonWriter json = new JsonWriter();
    json.beginObject().field("status", word).endObject();
    return Answer.json(status, json);
  }

  private Answer metrics(String accept) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    metrics.write(accept, out);
    return new Answer(Answer.OK, metrics.contentType(accept), out.toByteArray());
  }
}
