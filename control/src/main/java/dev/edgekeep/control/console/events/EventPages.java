package dev.edgekeep.control.console.events;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events, and why a client was refused. */
public final class EventPages {
  private static final List<String> FILTERS =
      List.of(
          "host", "kind", "verdict", "serial", "fingerprint", "clientAddress", "requestId", "rule");

  public void addTo(Gate gate) {
    gate.page("/events", EventPages::list);
    gate.stream("/events/stream", EventPages::wanted);
  }

  private static Answer list(Visit visit) throws Exception {
    Map<String, String> parameters = filters(visit.request());
    parameters.put("limit", "100");
    parameters.put("cursor", visit.request().query("cursor"));
    Doc events = Doc.EMPTY;
    String fault = "";
    try {
      events = visit.list(parameters, "events");
    } catch (DomainException e) {
      fault = String.valueOf(e.getMessage());
    }
    return visit.page(
        visit.isPart() ? "events/rows" : "events/list", Map.of("events", events, "fault", fault));
  }

  private static Map<String, String> filters(PageRequest request) {
    Map<String, String> filters = new LinkedHashMap<>();
    for (String name : FILTERS) {
      filters.put(name, request.query(name).strip());
    }
    return filters;
  }

  private static Request wanted(Visit visit) {
    Map<String, String> filters = filters(visit.request());
    filters.values().removeIf(String::isEmpty);
    String last = visit.request().header("Last-Event-ID");
    Map<String, String> headers = last == null ? Map.of() : Map.of("Last-Event-ID", last);
    return new Request("GET", List.of("events"), filters, headers, "");
  }
}
