package dev.edgekeep.control.config;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a control plane with nodes on other machines.
 *
 * @param servers URLs of the message servers: {@code tls://host:port}, or {@code nats://host:port}
 *     without TLS
 * @param identity presented to message servers that ask for one; null: none
 * @param trust the CAs of the message servers; empty: they have no TLS
 * @param replicas of each stream on the message servers
 * @param addresses URLs of the API, for machines that join; empty: the API's own address
 */
public record FleetSettings(
    List<String> servers,
    @Nullable Identity identity,
    List<Certificate> trust,
    int replicas,
    List<String> addresses) {
  public static final Bounds REPLICAS = new Bounds(1, 5);

  private static final int HTTPS = 443;
  private static final Pattern URL =
      Pattern.compile("https?://(?<host>\\[[^]]*]|[^:/]*)(:(?<port>[0-9]{1,4}|[1-5][0-9]{4}))?");

  public FleetSettings {
    servers = List.copyOf(servers);
    trust = List.copyOf(trust);
    addresses = List.copyOf(addresses);
    REPLICAS.check("replicas", replicas);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("there is no message server");
    }
  }

  /** Returns whether connections to the message servers are encrypted. */
  public boolean hasTls() {
    return !trust.isEmpty();
  }

  /** The addresses of the API of all replicas, without those given by host name. */
  List<InetSocketAddress> ownAddresses() {
    List<InetSocketAddress> own = new ArrayList<>();
    for (String address : addresses) {
      Matcher url = URL.matcher(address);
      InetAddress literal = url.matches() ? Addresses.literal(url.group("host")) : null;
      if (literal != null) {
        String port = url.group("port");
        own.add(new InetSocketAddress(literal, port == null ? HTTPS : Integer.parseInt(port)));
      }
    }
    return own;
  }
}
