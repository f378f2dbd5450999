package dev.edgekeep.control.host;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a host should be, by the names of what it needs.
 *
 * @param mode null: not said
 */
record HostDraft(List<String> certificates, @Nullable String mode, String origin) {
  /** Members of the body that are kept as they were given. */
  static final List<String> SETTINGS = List.of("tls", "https", "forward");

  /** The client authentication modes. */
  static final Map<String, String> MODES =
      Map.of("off", "off", "request", "request", "require", "require");

  /** Reads the body; null after a problem was told. */
  static @Nullable HostDraft read(Section section, Instant now) {
    Value certificate = section.require("certificate", "give the id of a server certificate");
    List<String> certificates = certificate == null ? List.of() : ids(certificate);
    String mode = mode(section.get("clientAuth"));
    new PartReader(null, now).policy(section);
    Value originValue = section.require("origin", "name an origin of the site");
    String origin = originValue == null ? null : originValue.name();
    return certificates.isEmpty() || origin == null
        ? null
        : new HostDraft(certificates, mode, origin);
  }

  private static List<String> ids(Value value) {
    List<Value> values = value.node() instanceof Sequence ? value.items() : List.of(value);
    if (values.isEmpty()) {
      value.error("give at least one");
    }
    return values.stream().map(Value::name).filter(Objects::nonNull).map(String::valueOf).toList();
  }

  private static @Nullable String mode(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value modeValue = section.get("mode");
    section.number("maxChainDepth", ClientAuth.MAX_CHAIN_DEPTH, ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
    // As it is shown: bindings say which CAs count.
    section.get("cas");
    section.end();
    return modeValue == null ? null : modeValue.choice(MODES);
  }
}
