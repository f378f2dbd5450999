package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.TlsAlert;
import java.io.PrintWriter;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Prints a result for people or for programs. */
final class VerifyReport {
  private VerifyReport() {}

  static void text(PathResult result, PrintWriter out) {
    switch (result) {
      case PathResult.Verified verified -> {
        out.println("verified");
        for (Certificate certificate : verified.path()) {
          out.println("  " + certificate.subject() + " (until " + certificate.notAfter() + ")");
        }
        out.println("valid until " + verified.validUntil());
      }
      case PathResult.Refused refused ->
          out.println(refused.verdict().label() + ": " + refused.sentence());
    }
  }

  static void json(PathResult result, PrintWriter out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("verdict", result.verdict().label());
      switch (result) {
        case PathResult.Verified verified -> verified(verified, json);
        case PathResult.Refused refused -> refused(refused, json);
      }
      json.writeEndObject();
    }
    out.println(text);
  }

  private static void verified(PathResult.Verified verified, JsonGenerator json) {
    json.writeStringProperty("ca", verified.ca().name());
    json.writeArrayPropertyStart("path");
    for (Certificate certificate : verified.path()) {
      certificate(certificate, json);
    }
    json.writeEndArray();
    json.writeStringProperty("validFrom", verified.validFrom().toString());
    json.writeStringProperty("validUntil", verified.validUntil().toString());
  }

  private static void refused(PathResult.Refused refused, JsonGenerator json) {
    json.writeStringProperty("detail", refused.sentence());
    TlsAlert alert = refused.verdict().alert();
    if (alert != null) {
      json.writeStringProperty("alert", alert.label());
    }
    Certificate culprit = refused.culprit();
    if (culprit != null) {
      json.writeName("certificate");
      certificate(culprit, json);
    }
  }

  private static void certificate(Certificate certificate, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("subject", certificate.subject().toString());
    json.writeStringProperty("issuer", certificate.issuer().toString());
    json.writeStringProperty("serial", certificate.serialNumber().toString());
    json.writeStringProperty("notAfter", certificate.notAfter().toString());
    json.writeStringProperty("sha256", certificate.sha256().hex());
    json.writeEndObject();
  }
}
