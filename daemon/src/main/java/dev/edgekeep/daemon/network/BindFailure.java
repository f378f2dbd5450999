package dev.edgekeep.daemon.network;

import dev.edgekeep.config.value.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words why an address cannot be listened on, and what to do. */
public final class BindFailure {
  private static final int FIRST_UNPRIVILEGED = 1024;

  private BindFailure() {}

  /**
   * @param cause null: there was no answer in time
   */
  public static IOException of(InetSocketAddress address, @Nullable Throwable cause) {
    return new IOException(
        "cannot listen on %s: %s".formatted(Addresses.text(address), reason(address, cause)),
        cause);
  }

  private static String reason(InetSocketAddress address, @Nullable Throwable cause) {
    String message = cause == null ? "no answer" : String.valueOf(cause.getMessage());
    String folded = message.toLowerCase(Locale.ROOT);
    int port = address.getPort();
    if (folded.contains("already in use")) {
      return "Address already in use: stop the program that uses port %d (Linux: ss -ltnp 'sport = :%d'"
              .formatted(port, port)
          + " shows it), or choose another port";
    }
    if (folded.contains("permission denied") && port < FIRST_UNPRIVILEGED) {
      return "Permission denied: ports below 1024 are for root and for programs with"
          + " CAP_NET_BIND_SERVICE; give the program that right, or choose a higher port";
    }
    if (folded.contains("cannot assign")) {
      return "Cannot assign requested address: this machine does not have that address; use one of"
          + " its own, or 0.0.0.0 for all";
    }
    return message;
  }
}
