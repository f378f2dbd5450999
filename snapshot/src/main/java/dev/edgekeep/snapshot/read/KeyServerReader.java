package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.KeyServer.Address;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code keyServers}. */
final class KeyServerReader {
  private static final String EXAMPLE = "[\"keys.example.com:2407\"]";
  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:/?#@\\[\\]]+):(?<port>[0-9]{1,9})");

  private final CertificateReader certificates;
  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden where no key server may be
   */
  KeyServerReader(CertificateReader certificates, ForbiddenAddresses forbidden) {
    this.certificates = certificates;
    this.forbidden = forbidden;
  }

  /** Every key server by its name; those that cannot be made are null, so that names are known. */
  Map<String, @Nullable KeyServer> read(@Nullable Value value) {
    Map<String, @Nullable KeyServer> servers = new LinkedHashMap<>();
    Section section = value == null ? null : value.section();
    if (section != null) {
      section.named().forEach((name, server) -> servers.put(name, keyServer(name, server)));
    }
    return servers;
  }

  @Nullable KeyServer keyServer(String name, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    List<Address> addresses = addresses(section);
    Value identityValue = section.get("identity");
    Value trustValue = section.get("trust");
    Value nameValue = section.get("serverName");
    var timeout =
        section.millis("timeoutMillis", KeyServer.TIMEOUT_MILLIS, KeyServer.DEFAULT_TIMEOUT);
    section.end();
    if (identityValue == null) {
      value.warning(
          "the edge has no identity: only a key server that trusts anyone does what it asks; give"
              + " who this edge is, as in identity: {chain: {file: edge.pem}, key: {file:"
              + " edge.key}}");
    }
    Identity identity =
        identityValue == null ? null : ClientIdentityReader.read(certificates, identityValue);
    List<Certificate> trust = trustValue == null ? List.of() : certificates.trust(trustValue);
    String serverName = nameValue == null ? null : HostNames.single(nameValue);
    boolean complete =
        (trustValue == null || !trust.isEmpty())
            && (identityValue == null || identity != null)
            && (nameValue == null || serverName != null);
    return addresses.isEmpty() || !complete
        ? null
        : new KeyServer(name, addresses, identity, trust, serverName, timeout, forbidden);
  }

  private List<Address> addresses(Section section) {
    Value value = section.require("addresses", "give them, as in " + EXAMPLE);
    if (value == null) {
      return List.of();
    }
    List<Address> addresses = new ArrayList<>();
    List<Value> items = value.items();
    for (Value item : items) {
      Address address = address(item);
      if (address != null && addresses.contains(address)) {
        item.error("this address is listed already; remove it");
      } else if (address != null) {
        addresses.add(address);
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no address; give one, as in " + EXAMPLE);
    }
    return addresses;
  }

  private @Nullable Address address(Value item) {
    String text = item.text();
    if (text == null) {
      return null;
    }
    Matcher form = ADDRESS.matcher(text);
    if (!form.matches()) {
      item.error(
          "%s is not an address; give host and port, as in keys.example.com:2407"
              .formatted(Quoted.text(text)));
      return null;
    }
    int port = Integer.parseInt(form.group("port"));
    if (!Address.PORT.contains(port)) {
      item.error("port %d is out of bounds; give one %s".formatted(port, Address.PORT));
      return null;
    }
    InetAddress literal = Addresses.literal(form.group("host"));
    String host =
        literal != null ? literal.getHostAddress() : HostNames.single(form.group("host"), item);
    String reason = host == null ? null : forbidden.reason(host, port);
    if (reason != null) {
      item.error(reason);
      return null;
    }
    return host == null ? null : new Address(host, port);
  }
}
