package dev.edgekeep.keyserver.check;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;

/** A report for programs: one JSON object on one line. */
final class JsonReport {
  private final JsonWriter json = new JsonWriter();

  /** The object, without a newline. */
  String write(CheckReport report) {
    json.beginObject()
        .field("ok", report.status() == CheckReport.WORKS)
        .field("operations", report.operations())
        .field("failed", report.failed())
        .name("servers")
        .beginArray();
    report.servers().forEach(this::server);
    json.endArray().endObject();
    return json.toString();
  }

  private void server(ServerReport report) {
    json.beginObject()
        .field("address", report.address())
        .field("reached", report instanceof ServerReport.Reached);
    switch (report) {
      case ServerReport.Unreachable server ->
          json.field("fault", server.fault().label()).field("reason", server.reason());
      case ServerReport.Reached server -> reached(server);
    }
    json.field("warnings", report.warnings()).endObject();
  }

  private void reached(ServerReport.Reached server) {
    Certificate certificate = server.peer().certificate();
    json.field("tlsVersion", server.peer().tlsVersion())
        .field("cipherSuite", server.peer().cipherSuite())
        .name("certificate")
        .beginObject()
        .field("subject", certificate.subject().toString())
        .field("issuer", certificate.issuer().toString())
        .field("serial", certificate.serialNumber().toString())
        .field("notAfter", certificate.notAfter().toString())
        .endObject()
        .field("pingMicros", micros(server.latency().shortest()))
        .name("keys")
        .beginArray();
    server.keys().forEach(this::key);
    json.endArray();
  }

  private void key(KeyReport report) {
    CheckedCertificate checked = report.certificate();
    json.beginObject()
        .field("name", checked.name())
        .field("subject", checked.certificate().subject().toString())
        .field("algorithm", checked.certificate().subjectPublicKey().description())
        .field("ski", checked.key().toString())
        .name("operations")
        .beginArray();
    for (OperationReport operation : report.operations()) {
      String advice = operation.outcome().advice();
      json.beginObject()
          .field("operation", operation.operation())
          .field("result", operation.outcome().label())
          .field("micros", micros(operation.duration()))
          .optional("advice", advice.isEmpty() ? null : advice)
          .endObject();
    }
    json.endArray().endObject();
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
