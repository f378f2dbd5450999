package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.snapshot.Origin.Server;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.x509.cert.Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code origins}. */
final class OriginReader {
  private final CertificateReader certificates;
  private final KeyServerLookup keyServers;
  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden where no server may be
   */
  OriginReader(
      CertificateReader certificates, KeyServerLookup keyServers, ForbiddenAddresses forbidden) {
    this.keyServers = keyServers;
    this.certificates = certificates;
    this.forbidden = forbidden;
  }

  /**
   * Every origin by its name; those that cannot be made are null, so that their names are known.
   */
  Map<String, @Nullable Origin> read(@Nullable Value value) {
    Map<String, @Nullable Origin> origins = new LinkedHashMap<>();
    Section section = value == null ? null : value.section();
    if (section != null) {
      section.named().forEach((name, origin) -> origins.put(name, origin(name, origin)));
    }
    return origins;
  }

  @Nullable Origin origin(String name, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    List<Server> servers = new OriginServersReader(forbidden).read(section);
    OriginPolicy policy = OriginPolicyReader.read(section);
    checkRate(section, servers.size(), policy.healthCheck());
    ProxyVersion proxy = proxyVersion(section.get("sendProxyProtocol"));
    Value tlsValue = section.get("tls");
    Origin.Tls tls = tlsValue == null ? null : tls(tlsValue);
    section.end();
    if (servers.isEmpty()) {
      return null;
    }
    return new Origin(name, servers, policy, tls, proxy, forbidden);
  }

  private static void checkRate(Section origin, int servers, @Nullable HealthCheck check) {
    Value value = origin.get("healthCheck");
    if (value == null || check == null) {
      return;
    }
    long millis = check.interval().toMillis();
    if (servers * 1_000L > millis * HealthCheck.MOST_PER_SECOND) {
      value.error(
          "%,d servers every %,d ms are more than %d checks in a second; give intervalMillis: %d"
              .formatted(
                  servers,
                  millis,
                  HealthCheck.MOST_PER_SECOND,
                  -Math.floorDiv(-servers * 1_000L, HealthCheck.MOST_PER_SECOND)));
    }
  }

  private static @Nullable ProxyVersion proxyVersion(@Nullable Value value) {
    if (value == null) {
      return null;
    }
    Map<String, ProxyVersion> versions = new LinkedHashMap<>();
    versions.put("v1", ProxyVersion.V1);
    versions.put("v2", ProxyVersion.V2);
    return value.choice(versions);
  }

  private Origin.@Nullable Tls tls(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value trust = section.get("trust");
    Value serverName = section.get("serverName");
    Value identity = section.get("identity");
    Value pins = section.get("pins");
    section.end();
    List<Certificate> roots = trust == null ? List.of() : certificates.trust(trust);
    return new Origin.Tls(
        roots,
        serverName == null ? null : HostNames.single(serverName),
        identity == null ? null : ClientIdentityReader.read(certificates, keyServers, identity),
        pins == null ? List.of() : pins(pins));
  }

  private static List<KeyPin> pins(Value value) {
    List<KeyPin> pins = new ArrayList<>();
    List<Value> items = value.items();
    for (Value item : items) {
      String text = item.text();
      if (text != null) {
        try {
          pins.add(KeyPin.parse(text));
        } catch (IllegalArgumentException _) {
          item.error(
              "%s is not a pin; give sha256/ and the Base64 of the SHA-256 of the public key"
                  .formatted(Quoted.text(text)));
        }
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no pin, so that no server could be accepted; give one, or remove pins");
    }
    return pins;
  }
}
