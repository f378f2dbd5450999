package dev.edgekeep.control.host;

import dev.edgekeep.control.record.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Hosts as the API shows them. */
final class HostViews {
  private static final String MAX_CHAIN_DEPTH = "maxChainDepth";

  private final ObjectMapper json;

  HostViews(ObjectMapper json) {
    this.json = json;
  }

  /** With {@code warnings}, where there are any. */
  Map<String, Object> viewWithWarnings(HostRecord host) {
    Map<String, Object> view = view(host);
    if (host.cas().isEmpty()) {
      List<String> warnings = ModeWarning.withoutClientCa(host.name(), host.mode());
      if (!warnings.isEmpty()) {
        view.put("warnings", warnings);
      }
    }
    return view;
  }

  /** As audit records keep it. */
  Map<String, Object> view(HostRecord host) {
    ObjectNode settings = (ObjectNode) Settings.stored(json, host.settings());
    Map<String, Object> clientAuth = new LinkedHashMap<>();
    if (HostDraft.MODES.containsKey(host.mode())) {
      clientAuth.put("mode", host.mode());
    }
    clientAuth.put("cas", host.cas());
    JsonNode depth = settings.remove(MAX_CHAIN_DEPTH);
    if (depth != null) {
      clientAuth.put(MAX_CHAIN_DEPTH, depth);
    }
    List<String> certificates = host.certificates();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", host.id());
    view.put("name", host.name());
    view.put("certificate", certificates.size() == 1 ? certificates.getFirst() : certificates);
    view.put("clientAuth", clientAuth);
    view.put("origin", host.origin());
    view.put("createdAt", host.createdAt());
    return Settings.view(view, settings);
  }

  /** What of a body is kept as it was given. */
  String settings(byte[] body) {
    ObjectNode given = (ObjectNode) json.readTree(body);
    ObjectNode kept = json.createObjectNode();
    for (String member : HostDraft.SETTINGS) {
      JsonNode value = given.get(member);
      if (value != null) {
        kept.set(member, value);
      }
    }
    JsonNode depth = given.path("clientAuth").path(MAX_CHAIN_DEPTH);
    if (!depth.isMissingNode()) {
      kept.set(MAX_CHAIN_DEPTH, depth);
    }
    return kept.toString();
  }
}
