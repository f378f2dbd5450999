package dev.edgekeep.daemon.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Guards an admin server against the browsers of its operators.
 *
 * <p>DNS rebinding: a web page may point a name that it owns at 127.0.0.1 and have a browser read
 * from there. The browser then sends that name as {@code Host}; a client that means this server
 * sends an address or {@code localhost}.
 *
 * <p>Cross-site requests: a web page can have a browser send requests here, though it cannot read
 * the answers. Requests of scripts and forms have an {@code Origin}; those of images do not, but
 * browsers say where any request comes from (Fetch Metadata), {@code none} for an address that a
 * person typed.
 */
public final class RequestGuard {
  private final boolean anyName;
  private final boolean webPages;

  private RequestGuard(boolean anyName, boolean webPages) {
    this.anyName = anyName;
    this.webPages = webPages;
  }

  /** Accepts addresses and {@code localhost} as {@code Host}: for a server on loopback. */
  public static RequestGuard addressesOnly() {
    return new RequestGuard(false, true);
  }

  /** Accepts every {@code Host}: operators reach a remote server by names unknown here. */
  public static RequestGuard anyName() {
    return new RequestGuard(true, true);
  }

  /** The same, and refuses requests from web pages: for a server whose pages change something. */
  public RequestGuard withoutWebPages() {
    return new RequestGuard(anyName, false);
  }

  /** The answer to a request that is refused; null when it is allowed. */
  @Nullable AdminResponse refusal(HttpHeaders request) {
    if (!allowsHost(request.get(HttpHeaderNames.HOST))) {
      return AdminResponse.error(
          AdminResponse.MISDIRECTED_REQUEST,
          "the Host header must be an address or localhost, not another name");
    }
    if (!webPages && isFromWebPage(request)) {
      return AdminResponse.error(AdminResponse.FORBIDDEN, "web pages are not answered here");
    }
    return null;
  }

  private static boolean isFromWebPage(HttpHeaders request) {
    String site = request.get("Sec-Fetch-Site");
    return request.contains(HttpHeaderNames.ORIGIN) || (site != null && !site.equals("none"));
  }

  /**
   * @param host the request's {@code Host}, with or without port; null when it has none
   */
  boolean allowsHost(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = withoutPort(host.trim().toLowerCase(Locale.ROOT));
    return name.equals("localhost")
        || NetUtil.isValidIpV4Address(name)
        || NetUtil.isValidIpV6Address(name)
        || (anyName && !name.isEmpty());
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
