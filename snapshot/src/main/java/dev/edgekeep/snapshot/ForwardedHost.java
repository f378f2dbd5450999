package dev.edgekeep.snapshot;

import java.util.regex.Pattern;

/** The choice of the {@code Host} that an origin gets. */
public sealed interface ForwardedHost {
  ForwardedHost OF_CLIENT = new OfClient();
  ForwardedHost OF_SERVER = new OfServer();

  /** As the client sent it. */
  record OfClient() implements ForwardedHost {}

  /** The host of the origin's server. */
  record OfServer() implements ForwardedHost {}

  /** Always the same host, with a port if there is one (RFC 9110 §7.2). */
  record Fixed(String host) implements ForwardedHost {
    private static final Pattern AUTHORITY =
        Pattern.compile(
            "([A-Za-z0-9_-][A-Za-z0-9._-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");

    public Fixed {
      if (!AUTHORITY.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "it is not a host; give one, as in app.internal or app.internal:8080");
      }
    }
  }
}
