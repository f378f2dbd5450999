package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.inspect.RevocationSources;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.TlsAlert;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
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
        unchecked(RevocationSources.of(verified.path()), out);
      }
      case PathResult.Refused refused ->
          out.println(refused.verdict().label() + ": " + refused.sentence());
    }
  }

  /** An edge may ask these sources, and decide otherwise. */
  private static void unchecked(RevocationSources sources, PrintWriter out) {
    if (!sources.isEmpty()) {
      out.println("revocation was not checked online; the certificates name");
      sources.lists().forEach(uri -> out.println("  the list " + uri));
      sources.responders().forEach(uri -> out.println("  the OCSP responder " + uri));
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
    RevocationSources sources = RevocationSources.of(verified.path());
    json.writeObjectPropertyStart("revocation");
    json.writeBooleanProperty("checkedOnline", false);
    texts("lists", sources.lists(), json);
    texts("responders", sources.responders(), json);
    json.writeEndObject();
  }

  private static void texts(String name, List<String> texts, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
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
