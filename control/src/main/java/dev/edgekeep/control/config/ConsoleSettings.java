package dev.edgekeep.control.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the web console.
 *
 * @param url scheme, host and port at which people reach it; null: the API's own address
 * @param asksForCertificates whether people may sign in with client certificates
 */
public record ConsoleSettings(@Nullable URI url, boolean asksForCertificates) {
  public static final ConsoleSettings DEFAULT = new ConsoleSettings(null, false);

  /** Returns whether a request with this {@code Host} came over TLS to a server in front. */
  public boolean isBehindTls(String host) {
    return url != null
        && url.getScheme().equals("https")
        && url.getAuthority().equalsIgnoreCase(host);
  }
}
