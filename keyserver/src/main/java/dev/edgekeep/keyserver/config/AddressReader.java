package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads {@code listen} and {@code admin}: the addresses that the key server binds. */
final class AddressReader {
  private @Nullable InetSocketAddress listen;

  @Nullable InetSocketAddress listen(@Nullable Value value) {
    Value address = address(value, "give one, as in address: \":2407\"");
    listen = address == null ? null : Addresses.toBind(address);
    return listen;
  }

  /** The admin address; null when there is none. */
  @Nullable InetSocketAddress admin(@Nullable Value value) {
    if (value != null && value.node() instanceof Scalar word && word.text().equals("off")) {
      return null;
    }
    Value address = address(value, "give one, as in address: \"127.0.0.1:2406\"");
    InetSocketAddress socket = address == null ? null : Addresses.toBind(address);
    if (address == null || socket == null) {
      return null;
    }
    if (!socket.getAddress().isLoopbackAddress()) {
      address.error(
          "this is not a loopback address, and every client may reload the keys; give"
              + " 127.0.0.1 or [::1], and reach it from elsewhere through ssh");
      return null;
    }
    tellOverlap(address, socket);
    return socket;
  }

  private static @Nullable Value address(@Nullable Value value, String purpose) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value address = section.require("address", purpose);
    section.end();
    return address;
  }

  private void tellOverlap(Value at, InetSocketAddress admin) {
    if (listen != null
        && listen.getPort() == admin.getPort()
        && admin.getPort() != 0
        && (listen.getAddress().isAnyLocalAddress()
            || listen.getAddress().equals(admin.getAddress()))) {
      at.error("port %d of this address is taken by listen already".formatted(admin.getPort()));
    }
  }
}
