package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Origin.Server;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code servers} of an origin: URLs, or mappings with a URL. */
final class OriginServersReader {
  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>[A-Za-z]+)://(?<host>\\[[^\\]/]*\\]|[^:/?#@\\[\\]]+)(:(?<port>[0-9]{1,9}))?/?");
  private static final String EXAMPLE = "[\"http://127.0.0.1:9000\"]";

  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden where no server may be
   */
  OriginServersReader(ForbiddenAddresses forbidden) {
    this.forbidden = forbidden;
  }

  /** The servers that could be read; empty when there is none. */
  List<Server> read(Section origin) {
    Value value = origin.require("servers", "give them, as in " + EXAMPLE);
    if (value == null) {
      return List.of();
    }
    List<Server> servers = new ArrayList<>();
    List<Value> items = value.items();
    if (items.size() > Server.COUNT.max()) {
      value.error(
          "%,d servers are too many; give a number %s".formatted(items.size(), Server.COUNT));
      return List.of();
    }
    for (Value item : items) {
      Server server = server(item);
      if (server != null && servers.stream().anyMatch(server::isSameAs)) {
        item.error("this server is listed already; remove it");
      } else if (server != null) {
        servers.add(server);
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no server; give one, as in " + EXAMPLE);
    }
    if (!servers.isEmpty() && servers.stream().allMatch(Server::backup)) {
      value.error("every server is a backup; leave backup out for at least one");
    }
    return servers;
  }

  private @Nullable Server server(Value item) {
    if (!(item.node() instanceof Mapping)) {
      return url(item);
    }
    Section section = item.section();
    if (section == null) {
      return null;
    }
    Value url = section.require("url", "give it, as in url: http://127.0.0.1:9000");
    long weight = section.number("weight", Server.WEIGHT, 1);
    boolean backup = section.flag("backup", false);
    section.end();
    Server server = url == null ? null : url(url);
    return server == null
        ? null
        : new Server(server.https(), server.host(), server.port(), (int) weight, backup);
  }

  private @Nullable Server url(Value item) {
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
    return permitted(item, https, url.group("host"), port);
  }

  private @Nullable Server permitted(Value item, boolean https, String text, int port) {
    String host = host(item, text);
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
}
