package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.type.Spelling;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.HttpsPolicy.Hsts;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code https} and {@code forward}. */
final class HttpPolicyReader {
  private static final Bounds ANY_STATUS = new Bounds(100, 999);
  private static final Map<String, CertificateHeader> CERTIFICATE_HEADERS =
      choices(CertificateHeader.values());
  private static final Map<String, AmbiguousPaths> AMBIGUOUS_PATHS =
      choices(AmbiguousPaths.values());

  /** Headers with a meaning of their own, that a client's address would break. */
  private static final Set<String> TAKEN_HEADERS =
      Set.of(
          "forwarded",
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "keep-alive",
          "proxy-connection",
          "expect",
          "cookie",
          "authorization",
          "client-cert",
          "client-cert-chain",
          "x-forwarded-client-cert",
          "edgekeep-client-verdict",
          "x-request-id",
          "x-forwarded-proto",
          "x-forwarded-host");

  private HttpPolicyReader() {}

  static HttpsPolicy https(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return HttpsPolicy.NONE;
    }
    Value redirect = section.get("redirect");
    Value hsts = section.get("hsts");
    section.end();
    return new HttpsPolicy(
        redirect == null ? OptionalInt.empty() : redirect(redirect),
        hsts == null ? null : hsts(hsts));
  }

  private static OptionalInt redirect(Value value) {
    int status = (int) value.number(ANY_STATUS, 0);
    if (status != 0 && !HttpsPolicy.REDIRECTS.contains(status)) {
      value.error("%d is not a redirect; give 301, 302, 307 or 308".formatted(status));
      return OptionalInt.empty();
    }
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  private static @Nullable Hsts hsts(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value maxAge = section.require("maxAgeSeconds", "a year is 31536000");
    boolean includeSubdomains = section.flag("includeSubdomains", false);
    boolean preload = section.flag("preload", false);
    section.end();
    long seconds = maxAge == null ? 0 : maxAge.number(Hsts.MAX_AGE_SECONDS, 0);
    return new Hsts(seconds, includeSubdomains, preload);
  }

  static ForwardPolicy forward(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return ForwardPolicy.DEFAULT;
    }
    Value certificate = section.get("clientCertificate");
    Value address = section.get("clientAddress");
    ForwardedHost host = ForwardReader.host(section);
    Value headers = section.get("headers");
    Value ambiguousPaths = section.get("ambiguousPaths");
    section.end();
    String addressName =
        address == null ? ForwardPolicy.DEFAULT_CLIENT_ADDRESS : addressHeader(address);
    return new ForwardPolicy(
        certificate == null ? Set.of() : certificateHeaders(certificate),
        addressName,
        host,
        ForwardReader.headers(headers, addressName),
        ambiguousPaths(ambiguousPaths));
  }

  private static AmbiguousPaths ambiguousPaths(@Nullable Value value) {
    AmbiguousPaths chosen = value == null ? null : value.choice(AMBIGUOUS_PATHS);
    return chosen == null ? AmbiguousPaths.REFUSE : chosen;
  }

  private static Set<CertificateHeader> certificateHeaders(Value value) {
    Set<CertificateHeader> headers = EnumSet.noneOf(CertificateHeader.class);
    for (Value item : value.items()) {
      CertificateHeader header = item.choice(CERTIFICATE_HEADERS);
      if (header != null) {
        headers.add(header);
      }
    }
    return headers;
  }

  private static String addressHeader(Value value) {
    String name = value.text();
    if (name == null) {
      return ForwardPolicy.DEFAULT_CLIENT_ADDRESS;
    }
    if (!ForwardPolicy.isHeaderName(name)) {
      value.error(
          "%s is not a header name; give one, as X-Forwarded-For".formatted(Quoted.text(name)));
      return ForwardPolicy.DEFAULT_CLIENT_ADDRESS;
    }
    if (TAKEN_HEADERS.contains(Spelling.HEADER_NAME.of(name))) {
      value.error("%s has another meaning; give another, as X-Forwarded-For".formatted(name));
      return ForwardPolicy.DEFAULT_CLIENT_ADDRESS;
    }
    return name;
  }

  private static <E extends Enum<E>> Map<String, E> choices(E[] values) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E value : values) {
      choices.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return choices;
  }
}
