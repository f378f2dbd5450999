package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.ProxyProtocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code listeners} and {@code admin}: every address that the edge binds. */
final class ListenerReader {
  private final List<Bound> bound = new ArrayList<>();
  private final List<DefaultHost> defaultHosts = new ArrayList<>();

  private record Bound(Listener listener, Value item) {}

  private record DefaultHost(Value value, HostPattern name) {}

  List<Listener> listeners(@Nullable Value value) {
    if (value == null) {
      return List.of();
    }
    List<Listener> listeners = new ArrayList<>();
    List<Value> items = value.items();
    for (Value item : items) {
      Listener listener = listener(item);
      if (listener != null) {
        tellOverlap(item, listener);
        bound.add(new Bound(listener, item));
        listeners.add(listener);
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no listener; give one, as in - {address: \":8443\"}");
    }
    return listeners;
  }

  private @Nullable Listener listener(Value item) {
    Section section = item.section();
    if (section == null) {
      return null;
    }
    Value address = section.require("address", "give one, as in address: \":8443\"");
    boolean plaintext = section.flag("plaintext", false);
    HostPattern defaultHost = defaultHost(section.get("defaultHost"), plaintext);
    ProxyProtocol proxy = proxyProtocol(section.get("proxyProtocol"));
    section.end();
    InetSocketAddress socket = address == null ? null : Addresses.toBind(address);
    return socket == null ? null : new Listener(socket, plaintext, defaultHost, proxy);
  }

  private static @Nullable ProxyProtocol proxyProtocol(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value trust =
        section.require("trust", "give the addresses of the balancers, as in [\"10.0.0.0/8\"]");
    section.end();
    List<AddressRange> ranges = trust == null ? List.of() : AddressRangeReader.read(trust);
    if (trust != null && AddressRangeReader.hasEveryAddress(ranges)) {
      trust.warning(
          "every client may choose the address that rules, logs and limits see; give the addresses"
              + " of the balancers only");
    }
    return ranges.isEmpty() ? null : new ProxyProtocol(ranges);
  }

  private @Nullable HostPattern defaultHost(@Nullable Value value, boolean plaintext) {
    if (value == null) {
      return null;
    }
    if (plaintext) {
      value.error("a plaintext listener needs none: requests name their host; remove it");
      return null;
    }
    HostPattern name = HostNames.read(value);
    if (name != null) {
      defaultHosts.add(new DefaultHost(value, name));
    }
    return name;
  }

  /** The admin endpoint; null when it is off. */
  @Nullable AdminEndpoint admin(@Nullable Value value) {
    if (value == null) {
      return adminByDefault();
    }
    if (value.node() instanceof Scalar word && word.text().equals("off")) {
      return null;
    }
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value address = section.get("address");
    boolean allowRemote = section.flag("allowRemote", false);
    section.end();
    InetSocketAddress socket =
        address == null ? AdminEndpoint.DEFAULT.address() : Addresses.toBind(address);
    if (socket == null) {
      return null;
    }
    if (address != null && !allowRemote && !socket.getAddress().isLoopbackAddress()) {
      address.error(
          "this is not a loopback address, and whoever connects may read the metrics and the host"
              + " list; say allowRemote: true if that is meant");
      return null;
    }
    tellOverlap(value, new Listener(socket, true, null));
    return new AdminEndpoint(socket, allowRemote);
  }

  private AdminEndpoint adminByDefault() {
    AdminEndpoint admin = AdminEndpoint.DEFAULT;
    for (Bound other : bound) {
      if (other.listener.overlaps(admin.address())) {
        other.item.error(
            "admin is at port %d of this address unless said otherwise; give another, or say admin:"
                    .formatted(admin.address().getPort())
                + " off");
      }
    }
    return admin;
  }

  private void tellOverlap(Value at, Listener listener) {
    for (Bound other : bound) {
      if (listener.overlaps(other.listener.address())) {
        at.error(
            "port %d of this address is taken by %s already; give another"
                .formatted(listener.address().getPort(), other.item.path()));
        return;
      }
    }
  }

  /** Tells the default hosts that are not among the hosts. */
  void checkDefaultHosts(Set<HostPattern> hosts) {
    for (DefaultHost defaultHost : defaultHosts) {
      if (!hosts.contains(defaultHost.name)) {
        defaultHost.value.error(
            "no host named %s%s"
                .formatted(
                    Quoted.text(defaultHost.name.name()),
                    Suggestion.among(
                        defaultHost.name.name(),
                        hosts.stream().limit(10_000).map(HostPattern::name).toList())));
      }
    }
  }
}
