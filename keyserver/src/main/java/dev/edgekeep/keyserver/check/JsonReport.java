package dev.edgekeep.keyserver.check;

import dev.edgekeep.daemon.json.JsonText;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import tools.jackson.core.JsonGenerator;

/** A report for programs: one JSON object on one line. */
final class JsonReport {
  private JsonReport() {}

  /** The object, without a newline. */
  static String of(CheckReport report) {
    return JsonText.of(json -> {
      json.writeStartObject();
      json.writeBooleanProperty("ok", report.status() == CheckReport.WORKS);
      json.writeNumberProperty("operations", report.operations());
      json.writeNumberProperty("failed", report.failed());
      json.writeArrayPropertyStart("servers");
      report.servers().forEach(server -> write(json, server));
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, ServerReport report) {
    json.writeStartObject();
    json.writeStringProperty("address", report.address());
    json.writeBooleanProperty("reached", report instanceof ServerReport.Reached);
    switch (report) {
      case ServerReport.Unreachable server -> {
        json.writeStringProperty("fault", server.fault().label());
        json.writeStringProperty("reason", server.reason());
      }
      case ServerReport.Reached server -> writeReached(json, server);
    }
    json.writeArrayPropertyStart("warnings");
    report.warnings().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeReached(JsonGenerator json, ServerReport.Reached server) {
    Certificate certificate = server.peer().certificate();
    json.writeStringProperty("tlsVersion", server.peer().tlsVersion());
    json.writeStringProperty("cipherSuite", server.peer().cipherSuite());
    json.writeObjectPropertyStart("certificate");
    json.writeStringProperty("subject", certificate.subject().toString());
    json.writeStringProperty("issuer", certificate.issuer().toString());
    json.writeStringProperty("serial", certificate.serialNumber().toString());
    json.writeStringProperty("notAfter", certificate.notAfter().toString());
    json.writeEndObject();
    json.writeNumberProperty("pingMicros", micros(server.latency().shortest()));
    json.writeArrayPropertyStart("keys");
    server.keys().forEach(key -> write(json, key));
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, KeyReport report) {
    CheckedCertificate checked = report.certificate();
    json.writeStartObject();
    json.writeStringProperty("name", checked.name());
    json.writeStringProperty("subject", checked.certificate().subject().toString());
    json.writeStringProperty("algorithm", checked.certificate().subjectPublicKey().description());
    json.writeStringProperty("ski", checked.key().toString());
    json.writeArrayPropertyStart("operations");
    report.operations().forEach(operation -> write(json, operation));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, KeyReport.Operation report) {
    String advice = report.outcome().advice();
    json.writeStartObject();
    json.writeStringProperty("operation", report.name());
    json.writeStringProperty("result", report.outcome().label());
    json.writeNumberProperty("micros", micros(report.duration()));
    if (!advice.isEmpty()) {
      json.writeStringProperty("advice", advice);
    }
    json.writeEndObject();
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
