package dev.edgekeep.control.api;

import com.google.common.net.InetAddresses;
import dev.edgekeep.control.error.DomainException;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A browser's request for a page. One thread. */
public final class PageRequest {
  private static final int MOST_FIELDS = 20_000;

  /** Set by the server from the TLS session (Servlet 6.0 §3.10), never from a header field. */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final Context context;
  private final RequestBody body;
  private @Nullable Map<String, List<String>> form;
  private boolean isBehindTls;

  PageRequest(Context context, RequestBody body) {
    this.context = context;
    this.body = body;
  }

  public String method() {
    return context.method().name();
  }

  /** The path as it was sent, with its percent signs and without the query. */
  public String rawPath() {
    return context.req().getRequestURI();
  }

  /** The query as it was sent; empty where there is none. */
  public String rawQuery() {
    String query = context.req().getQueryString();
    return query == null ? "" : query;
  }

  /** A variable part of the path, decoded. */
  public String path(String name) {
    return context.pathParam(name);
  }

  /** A parameter of the query; empty where it is not there. */
  public String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  public @Nullable String header(String name) {
    return context.header(name);
  }

  public Optional<String> cookie(String name) {
    return Optional.ofNullable(context.cookie(name));
  }

  /** The client's address. */
  public String address() {
    return context.req().getRemoteAddr();
  }

  /**
   * The certificate that the client has presented in the TLS handshake, DER; empty: none. The
   * client has proven to have its key. Nothing else was verified.
   */
  public Optional<byte[]> clientCertificate() {
    return context.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
            && chain.length > 0
        ? Optional.of(encoded(chain[0]))
        : Optional.empty();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw DomainException.invalid("", "the client certificate cannot be read");
    }
  }

  /** Returns whether the request came over TLS to this server. */
  public boolean isOverTls() {
    return context.req().isSecure();
  }

  /** A server in front has done TLS for this request. */
  public void behindTls() {
    isBehindTls = true;
  }

  /** Returns whether the browser sent the request over TLS. */
  public boolean isSecure() {
    return isBehindTls || isOverTls();
  }

  /** Returns whether the connection comes from this machine. */
  public boolean isLocal() {
    return InetAddresses.forString(address().replaceAll("[\\[\\]]|%.*", "")).isLoopbackAddress();
  }

  /** The first value of a field of the form; empty where it is not there. */
  public String form(String name) {
    return forms(name).stream().findFirst().orElse("");
  }

  /** All values of a field of the form, in order. */
  public List<String> forms(String name) {
    Map<String, List<String>> known = form;
    if (known == null) {
      known = parse(new String(body.bytes(), StandardCharsets.US_ASCII));
      form = known;
    }
    return known.getOrDefault(name, List.of());
  }

  /** Reads {@code application/x-www-form-urlencoded} (WHATWG URL §5.1). */
  private static Map<String, List<String>> parse(String text) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return fields;
    }
    for (String pair : text.split("&", MOST_FIELDS)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      fields.computeIfAbsent(decoded(name), any -> new ArrayList<>()).add(decoded(value));
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("", "the form is not well encoded");
    }
  }
}
