package dev.edgekeep.config.network;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a document that the product fetches, by HTTP with or without TLS; without user
 * information and fragment. Immutable; equal if the texts are equal.
 *
 * @param text as configured, or as a certificate has it
 * @param host a name in lower case, or an IP address without brackets
 * @param target path and query, as in the request line (RFC 9112 §3.2.1)
 */
public record HttpUrl(String text, boolean https, String host, int port, String target) {
  /** The maximum length of the text. */
  public static final int MAX_LENGTH = 2_048;

  /**
   * Parses a URL (RFC 3986).
   *
   * @throws IllegalArgumentException if it is not such a URL; the message says why, and what to do
   */
  public static HttpUrl parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a URL of more than " + MAX_LENGTH + " characters");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is not a URL: " + e.getReason(), e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "give a URL that begins with http:// or https://, as in http://crl.example.com/ca.crl");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "give a URL with a host, and without a user name and a fragment");
    }
    boolean https = scheme.equals("https");
    int port = uri.getPort() < 0 ? (https ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port %d is out of bounds".formatted(port));
    }
    return new HttpUrl(text, https, host(uri.getHost()), port, target(uri));
  }

  /** The URL; null if the text is not one that the product fetches, such as an LDAP URL. */
  public static @Nullable HttpUrl parseOrNull(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String host(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.toLowerCase(Locale.ROOT);
  }

  private static String target(URI uri) {
    // Percent-encodes the characters outside of ASCII that java.net.URI accepts.
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }

  /** The content of the field {@code Host}: the port is left out if it is the scheme's own. */
  public String authority() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (https ? 443 : 80) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return text;
  }
}
