package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.admin.AdminResponse;
import dev.edgekeep.edge.ocsp.ResponderStatus;
import dev.edgekeep.edge.revocation.ListStatus;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The revocation status that the node obtains from elsewhere. Any thread. */
final class RevocationPage {
  private final NodeView node;

  RevocationPage(NodeView node) {
    this.node = node;
  }

  AdminResponse render() {
    return AdminResponse.json(
        AdminResponse.OK,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("lists");
          node.revocation().lists().forEach(list -> write(json, list));
          json.writeEndArray();
          json.writeArrayPropertyStart("responders");
          node.revocation().responders().forEach(responder -> write(json, responder));
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, ListStatus status) {
    json.writeStartObject();
    json.writeStringProperty("clientCa", status.clientCa());
    json.writeStringProperty("url", status.url());
    time(json, "fetchedAt", status.state().fetchedAt());
    time(json, "attemptedAt", status.state().attemptedAt());
    time(json, "nextAt", status.state().nextAt());
    json.writeNumberProperty("failures", status.state().failures());
    if (status.state().problem() != null) {
      json.writeStringProperty("problem", status.state().problem());
    }
    json.writeArrayPropertyStart("received");
    for (RevocationList list : status.lists()) {
      write(json, list);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ResponderStatus responder) {
    json.writeStartObject();
    json.writeStringProperty("url", responder.url());
    json.writeNumberProperty("underWay", responder.underWay());
    json.writeNumberProperty("failures", responder.failures());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RevocationList list) {
    json.writeStartObject();
    json.writeStringProperty("issuer", list.issuer().toString());
    if (list.number() != null) {
      json.writeStringProperty("number", list.number().toString());
    }
    json.writeNumberProperty("entries", list.size());
    time(json, "thisUpdate", list.thisUpdate());
    time(json, "nextUpdate", list.nextUpdate());
    json.writeEndObject();
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant time) {
    if (time != null) {
      json.writeStringProperty(name, time.truncatedTo(ChronoUnit.MILLIS).toString());
    }
  }
}
