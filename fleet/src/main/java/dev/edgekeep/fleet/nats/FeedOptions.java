package dev.edgekeep.fleet.nats;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to message servers. Immutable.
 *
 * @param name of the connection, for the server's operators
 * @param servers their URLs: {@code tls://host:4222}, or {@code nats://host:4222} without TLS
 * @param tls null: the connection is not encrypted
 * @param inboxPrefix begins the subjects that answers come by: the only ones that a node may
 *     subscribe to besides its group's
 * @param timeout the limit of a request, and of connecting
 */
public record FeedOptions(
    String name,
    List<String> servers,
    @Nullable FeedTls tls,
    FeedLogin login,
    String inboxPrefix,
    Duration timeout) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  public FeedOptions {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("there is no message server");
    }
    servers.forEach(server -> check(server, tls != null));
  }

  private static void check(String server, boolean hasTls) {
    String scheme;
    try {
      URI uri = URI.create(server);
      scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || uri.getUserInfo() != null) {
        scheme = "";
      }
    } catch (IllegalArgumentException _) {
      scheme = "";
    }
    if (!scheme.equals("tls") && !scheme.equals("nats")) {
      throw new IllegalArgumentException(
          "\"%s\" is no message server; expected a URL as tls://nats-1.internal:4222"
              .formatted(server));
    }
    if (scheme.equals("tls") && !hasTls) {
      throw new IllegalArgumentException(
          "%s needs the CAs that its certificate is verified with".formatted(server));
    }
  }

  /** A connection of a node, which only gets answers that are for it. */
  public static FeedOptions ofNode(
      String node, List<String> servers, @Nullable FeedTls tls, FeedLogin login) {
    return new FeedOptions(node, servers, tls, login, inbox(node), DEFAULT_TIMEOUT);
  }

  /** A connection of a control plane. */
  public static FeedOptions ofControl(
      List<String> servers, @Nullable FeedTls tls, FeedLogin login) {
    return new FeedOptions(
        "edgekeep-control", servers, tls, login, "_INBOX_control.", DEFAULT_TIMEOUT);
  }

  /** The prefix of a node's inboxes. */
  public static String inbox(String node) {
    return "_INBOX_node.%s.".formatted(Subjects.token(node));
  }

  /** Another limit for requests. */
  public FeedOptions withTimeout(Duration limit) {
    return new FeedOptions(name, servers, tls, login, inboxPrefix, limit);
  }
}
