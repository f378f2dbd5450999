package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.Server;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code origins}. */
final class OriginReader {
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>[A-Za-z]+)://(?<host>\\[[^\\]/]*\\]|[^:/?#@\\[\\]]+)(:(?<port>[0-9]{1,9}))?/?");

  private final CertificateReader certificates;
  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden where no server may be
   */
  OriginReader(CertificateReader certificates, ForbiddenAddresses forbidden) {
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
    List<Server> servers = servers(section);
    OriginPolicy policy = OriginPolicyReader.read(section);
    Value tlsValue = section.get("tls");
    Origin.Tls tls = tlsValue == null ? null : tls(tlsValue);
    section.end();
    if (servers.isEmpty()) {
      return null;
    }
    return new Origin(name, servers, policy, tls, forbidden);
  }

  private List<Server> servers(Section section) {
    Value value = section.require("servers", "give them, as in [\"http://127.0.0.1:9000\"]");
    if (value == null) {
      return List.of();
    }
    List<Server> servers = new ArrayList<>();
    List<Value> items = value.items();
    for (Value item : items) {
      Server server = server(item);
      if (server != null && servers.contains(server)) {
        item.error("this server is listed already; remove it");
      } else if (server != null) {
        servers.add(server);
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no server; give one, as in [\"http://127.0.0.1:9000\"]");
    }
    return servers;
  }

  private @Nullable Server server(Value item) {
    String text = item.text();
    if (text == null) {
      return null;
    }
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      item.error(
          "%s is not a server; give scheme, host and port only, as in http://127.0.0.1:9000"
              .formatted(Quoted.text(text)));
      return null;
    }
    String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      item.error("%s is not a scheme here; give http or https".formatted(Quoted.text(scheme)));
      return null;
    }
    boolean https = scheme.equals("https");
    int port = url.group("port") == null ? (https ? 443 : 80) : Integer.parseInt(url.group("port"));
    if (!Server.PORT.contains(port)) {
      item.error("port %d is out of bounds; give one %s".formatted(port, Server.PORT));
      return null;
    }
    String host = host(item, url.group("host"));
    String reason = host == null ? null : forbidden.reason(host, port);
    if (reason != null) {
      item.error(reason);
      return null;
    }
    return host == null ? null : new Server(https, host, port);
  }

  private static @Nullable String host(Value item, String host) {
    InetAddress address = Addresses.literal(host);
    if (address != null) {
      return address.getHostAddress();
    }
    return HostNames.single(host, item);
  }

  private Origin.@Nullable Tls tls(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value trust = section.get("trust");
    Value serverName = section.get("serverName");
    Value identity = section.get("identity");
    section.end();
    List<Certificate> roots = trust == null ? List.of() : certificates.trust(trust);
    return new Origin.Tls(
        roots,
        serverName == null ? null : HostNames.single(serverName),
        identity == null ? null : ClientIdentityReader.read(certificates, identity));
  }
}
