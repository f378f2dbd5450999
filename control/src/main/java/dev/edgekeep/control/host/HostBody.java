package dev.edgekeep.control.host;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RouteContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host as the API has it: read from the body of a call, and shown.
 *
 * @param mode null: not given
 * @param settings the members that are stored as they were given, in JSON
 */
record HostBody(
    List<String> certificates,
    ClientAuth.@Nullable Mode mode,
    String origin,
    List<RouteContent> routes,
    String settings) {
  private static final String CLIENT_AUTH = "clientAuth";
  private static final String MODE = "mode";
  private static final String CAS = "cas";

  /** Members of the body that are not stored as they were given. All others are. */
  private static final List<String> RESOLVED = List.of("certificate", CLIENT_AUTH, "origin");

  private static final String MAX_CHAIN_DEPTH = "maxChainDepth";
  private static final String FROM_HEADER = "fromHeader";

  /** Members of {@code clientAuth} that are stored as they were given, beside the others. */
  private static final List<String> CLIENT_AUTH_SETTINGS = List.of(MAX_CHAIN_DEPTH, FROM_HEADER);

  /**
   * Reads a body; null after a problem was reported.
   *
   * @param body the same document as JSON
   */
  static @Nullable HostBody read(Section section, JsonNode body, Instant now) {
    Value certificate = section.require("certificate", "give the id of a server certificate");
    List<String> certificates = certificate == null ? List.of() : ids(certificate);
    PartReader parts = new PartReader(null, now);
    ClientAuth.Mode mode = mode(section.get(CLIENT_AUTH), parts);
    HostPolicy policy = parts.policy(section);
    List<RouteContent> routes = parts.routes(section, mode, policy);
    Value originValue = section.require("origin", "name an origin of the site");
    String origin = originValue == null ? null : originValue.name();
    Set<String> _ = NodeGroup.ofHost(section); // kept as given, with the other settings
    return certificates.isEmpty() || origin == null
        ? null
        : new HostBody(certificates, mode, origin, routes, settings(body));
  }

  private static List<String> ids(Value value) {
    List<Value> values = value.node() instanceof Sequence ? value.items() : List.of(value);
    if (values.isEmpty()) {
      value.error("give at least one");
    }
    return values.stream().map(Value::name).filter(Objects::nonNull).map(String::valueOf).toList();
  }

  private static ClientAuth.@Nullable Mode mode(@Nullable Value value, PartReader parts) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value modeValue = section.get(MODE);
    section.number(MAX_CHAIN_DEPTH, ClientAuth.MAX_CHAIN_DEPTH, ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
    // Shown, and ignored here: bindings decide which client CAs the host trusts.
    section.get(CAS);
    ClientAuth.Mode mode = modeValue == null ? null : modeValue.choice(ClientAuthModes.BY_LABEL);
    parts.fromHeader(section.get(FROM_HEADER), mode);
    section.end();
    return mode;
  }

  private static String settings(JsonNode body) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    body.properties().stream()
        .filter(member -> !RESOLVED.contains(member.getKey()))
        .forEach(member -> kept.set(member.getKey(), member.getValue()));
    for (String member : CLIENT_AUTH_SETTINGS) {
      JsonNode value = body.path(CLIENT_AUTH).get(member);
      if (value != null) {
        kept.set(member, value);
      }
    }
    return kept.toString();
  }

  /**
   * A stored host as answers show it: with {@code warnings}, where there are any.
   *
   * @param groups those that may have nodes
   */
  static Map<String, Object> shownWithWarnings(
      HostRecord host, ObjectMapper json, Set<String> groups) {
    Map<String, Object> view = shown(host, json);
    List<String> warnings = new ArrayList<>();
    if (host.uses().clientCas().isEmpty()) {
      warnings.addAll(ClientAuthModes.withoutClientCa(host.name(), host.mode()));
    }
    JsonNode settings = Settings.stored(json, host.settings());
    warnings.addAll(HostRoutes.warnings(host, settings));
    for (JsonNode group : settings.path(NodeGroup.MEMBER)) {
      if (!groups.contains(group.asString(""))) {
        warnings.add(
            "no node is in the group %s, which therefore serves nobody; create one, or correct the name"
                .formatted(group.asString("")));
      }
    }
    if (!warnings.isEmpty()) {
      view.put("warnings", warnings);
    }
    return view;
  }

  /** A stored host as audit records keep it. */
  static Map<String, Object> shown(HostRecord host, ObjectMapper json) {
    ObjectNode settings = (ObjectNode) Settings.stored(json, host.settings());
    Map<String, Object> clientAuth = new LinkedHashMap<>();
    if (host.mode() != null) {
      clientAuth.put(MODE, ClientAuthModes.label(host.mode()));
    }
    clientAuth.put(CAS, host.uses().clientCaNames());
    for (String member : CLIENT_AUTH_SETTINGS) {
      JsonNode value = settings.remove(member);
      if (value != null) {
        clientAuth.put(member, value);
      }
    }
    List<String> certificates = host.uses().certificates();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", host.id());
    view.put("name", host.name());
    view.put("certificate", certificates.size() == 1 ? certificates.getFirst() : certificates);
    view.put(CLIENT_AUTH, clientAuth);
    view.put("origin", host.uses().origin().name());
    view.put("createdAt", host.createdAt());
    return Settings.view(view, settings);
  }
}
