package dev.edgekeep.control.config;

import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code fleet}. */
final class FleetReader {
  private static final String EXAMPLE = "[\"tls://nats-1.internal:4222\"]";
  private static final int MAX_SERVERS = 16;
  private static final int MAX_ADDRESSES = 16;

  /** The replicas that message servers can agree with: a majority of them must be there. */
  private static final Set<Long> POSSIBLE_REPLICAS = Set.of(1L, 3L, 5L);

  private final CertificateReader certificates;

  FleetReader(CertificateReader certificates) {
    this.certificates = certificates;
  }

  /**
   * @param api null: it is missing or wrong, which is reported elsewhere
   */
  @Nullable FleetSettings read(@Nullable Value value, @Nullable ApiEndpoint api) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value natsValue = section.require("nats", "give {servers: %s}".formatted(EXAMPLE));
    Section nats = natsValue == null ? null : natsValue.section();
    List<String> servers = nats == null ? List.of() : servers(nats);
    Value identityValue = nats == null ? null : nats.get("identity");
    Value trustValue = nats == null ? null : nats.get("trust");
    Identity identity = identityValue == null ? null : certificates.identity(identityValue);
    List<Certificate> trust = trustValue == null ? List.of() : certificates.trust(trustValue);
    if (nats != null) {
      checkTls(nats, servers, identityValue, trustValue);
      nats.end();
    }
    int replicas = replicas(section);
    List<String> addresses = addresses(section, api);
    section.end();
    return servers.isEmpty()
        ? null
        : new FleetSettings(servers, identity, trust, replicas, addresses);
  }

  private static List<String> servers(Section nats) {
    Value value = nats.require("servers", "give the message servers, as " + EXAMPLE);
    List<String> servers = new ArrayList<>();
    if (value == null) {
      return servers;
    }
    List<Value> items = value.items();
    for (Value item : items) {
      String text = item.name();
      if (text != null && !isServer(text)) {
        item.error("expected tls://host:port or nats://host:port, as in " + EXAMPLE);
      } else if (text != null && servers.contains(text)) {
        item.error("%s is given twice".formatted(text));
      } else if (text != null) {
        servers.add(text);
      }
    }
    if (items.isEmpty() || items.size() > MAX_SERVERS) {
      value.error("give 1 to %d message servers, as %s".formatted(MAX_SERVERS, EXAMPLE));
    }
    return servers;
  }

  private static boolean isServer(String text) {
    try {
      URI uri = URI.create(text);
      return ("tls".equals(uri.getScheme()) || "nats".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getUserInfo() == null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void checkTls(
      Section nats, List<String> servers, @Nullable Value identity, @Nullable Value trust) {
    List<String> encrypted = servers.stream().filter(url -> url.startsWith("tls:")).toList();
    if (!encrypted.isEmpty() && trust == null) {
      nats.error(
          "%s needs trust: {file: …} with the CA of the message servers"
              .formatted(encrypted.getFirst()));
    }
    if (encrypted.isEmpty() && !servers.isEmpty() && (identity != null || trust != null)) {
      nats.error("identity and trust are for TLS: write the servers as tls://host:port");
    }
    if (!encrypted.isEmpty() && encrypted.size() < servers.size()) {
      nats.error("either all servers are tls:// or none is");
    }
    if (encrypted.isEmpty() && servers.stream().anyMatch(url -> !isLoopback(url))) {
      nats.problems()
          .warning(
              nats.path(),
              nats.line(),
              "the connection to the message servers is not encrypted: what goes over it is sealed"
                  + " and signed, but others see when it does; use tls://");
    }
  }

  private static boolean isLoopback(String url) {
    String host = URI.create(url).getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  private static int replicas(Section section) {
    Value value = section.get("replicas");
    long replicas = value == null ? 1 : value.number(FleetSettings.REPLICAS, 1);
    if (value != null && !POSSIBLE_REPLICAS.contains(replicas)) {
      value.error(
          "give 1, 3 or 5: %d survive no more than %d do".formatted(replicas, replicas - 1));
      return 1;
    }
    return (int) replicas;
  }

  private static List<String> addresses(Section section, @Nullable ApiEndpoint api) {
    Value value = section.get("addresses");
    if (value == null) {
      InetAddress bound = api == null ? null : api.address().getAddress();
      if (bound != null && bound.isAnyLocalAddress()) {
        section.error(
            "the API listens on all addresses: give those that machines which join reach it at, as"
                + " addresses: [\"https://control-1.internal:8444\"]");
      }
      return List.of();
    }
    List<String> addresses = new ArrayList<>();
    for (Value item : value.items()) {
      String text = item.name();
      if (text != null && !text.matches("https?://[^/?#\\s@]+/?")) {
        item.error("expected a URL of the API without a path, as https://control-1.internal:8444");
      } else if (text != null) {
        addresses.add(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      }
    }
    if (addresses.size() > MAX_ADDRESSES) {
      value.error("give up to %d addresses".formatted(MAX_ADDRESSES));
    }
    return addresses;
  }
}
