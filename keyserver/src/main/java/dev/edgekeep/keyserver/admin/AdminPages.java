package dev.edgekeep.keyserver.admin;

import dev.edgekeep.daemon.admin.AdminPage;
import dev.edgekeep.daemon.admin.AdminResponse;
import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.daemon.admin.RequestGuard;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyserver.admin.ReloadResult.Refused;
import dev.edgekeep.keyserver.admin.ReloadResult.Reloaded;
import dev.edgekeep.keyserver.key.KeyInfo;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The pages of a key server: reload, keys, health, readiness and metrics. */
public final class AdminPages {
  private AdminPages() {}

  /**
   * Serves the pages on loopback, in plaintext: for operators who are on the machine already.
   * Blocks until the address is bound.
   *
   * @throws IOException naming the address, when it cannot be bound
   * @throws IllegalArgumentException when the address is not a loopback one
   */
  public static AdminServer serve(
      InetSocketAddress address, KeyServerView view, PrometheusRegistry registry)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is not a loopback address");
    }
    AdminPage.Renderer reload = request -> reload(view.reload());
    return AdminServer.start(
        address,
        RequestGuard.addressesOnly().withoutWebPages(),
        List.of(
            new AdminPage("/reload", List.of("POST"), reload),
            // EdgeOne's users have typed it into browsers and curl: it changes something all the
            // same.
            new AdminPage("/KeylessReloadCerts", List.of("GET", "POST"), reload),
            AdminPage.readOnly("/keys", request -> keys(view.keys())),
            AdminPage.readOnly("/healthz", request -> health(view.tokens())),
            AdminPage.readOnly("/readyz", request -> readiness(view.isReady())),
            AdminPage.metrics(registry)));
  }

  private static AdminResponse reload(ReloadResult result) {
    return switch (result) {
      case Reloaded reloaded ->
          AdminResponse.json(
              AdminResponse.OK,
              json -> {
                json.writeStartObject();
                json.writeStringProperty("status", "reloaded");
                write(json, reloaded.keys());
                write(json, "warnings", reloaded.warnings());
                json.writeEndObject();
              });
      case Refused refused ->
          AdminResponse.json(
              AdminResponse.CONFLICT,
              json -> {
                json.writeStartObject();
                json.writeStringProperty("status", "refused; what was held before stays");
                write(json, "problems", refused.problems());
                json.writeEndObject();
              });
    };
  }

  private static AdminResponse keys(Collection<KeyInfo> keys) {
    return AdminResponse.json(
        AdminResponse.OK,
        json -> {
          json.writeStartObject();
          write(json, keys);
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Collection<KeyInfo> keys) {
    json.writeArrayPropertyStart("keys");
    for (KeyInfo key : keys) {
      json.writeStartObject();
      json.writeStringProperty("ski", key.ski().toString());
      json.writeStringProperty("algorithm", key.algorithm());
      ModulusDigest digest = key.modulusDigest();
      if (digest != null) {
        json.writeStringProperty("modulusDigest", digest.toString());
      }
      json.writeStringProperty("origin", key.origin());
      json.writeBooleanProperty("onToken", key.onToken());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /** The process is up; a token that is lost fails its own keys only. */
  private static AdminResponse health(Map<String, Boolean> tokens) {
    return AdminResponse.json(
        AdminResponse.OK,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", "up");
          if (!tokens.isEmpty()) {
            json.writeObjectPropertyStart("tokens");
            tokens.forEach((label, isUp) -> json.writeStringProperty(label, isUp ? "up" : "lost"));
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  private static AdminResponse readiness(boolean isReady) {
    return AdminResponse.json(
        isReady ? AdminResponse.OK : AdminResponse.UNAVAILABLE,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", isReady ? "ready" : "draining");
          json.writeEndObject();
        });
  }
}
