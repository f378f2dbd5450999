package dev.edgekeep.keyserver.access;

import dev.edgekeep.x509.cert.Name;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A name of an edge in the configuration, which is in the edge's certificate. */
public sealed interface EdgeName {
  /** Returns whether this is a name of the edge. */
  boolean matches(EdgeIdentity.Names edge);

  /**
   * The whole subject. Compared as RFC 5280 §7.1 compares names: case, white space and string types
   * do not matter, and neither does the order within an RDN; the order of RDNs does.
   */
  record Subject(Name name) implements EdgeName {
    @Override
    public boolean matches(EdgeIdentity.Names edge) {
      return name.equals(edge.subject());
    }

    @Override
    public String toString() {
      return name.toString();
    }
  }

  /**
   * A DNS name among the subjectAltNames, without regard to case (RFC 4343).
   *
   * @param name lower case, without a dot at its end
   */
  record Dns(String name) implements EdgeName {
    @Override
    public boolean matches(EdgeIdentity.Names edge) {
      return edge.dnsNames().stream().anyMatch(dns -> name.equals(folded(dns)));
    }

    @Override
    public String toString() {
      return "DNS:" + name;
    }
  }

  /**
   * A URI among the subjectAltNames, without regard to the case of its scheme and authority (RFC
   * 3986 §6.2.2.1).
   *
   * @param uri with scheme and authority in lower case
   */
  record Uri(String uri) implements EdgeName {
    @Override
    public boolean matches(EdgeIdentity.Names edge) {
      return edge.uris().stream().anyMatch(other -> uri.equals(normal(other)));
    }

    @Override
    public String toString() {
      return "URI:" + uri;
    }
  }

  /** Every edge, where no certificate is requested. */
  record Anyone() implements EdgeName {
    @Override
    public boolean matches(EdgeIdentity.Names edge) {
      return true;
    }

    @Override
    public String toString() {
      return "anyone";
    }
  }

  /**
   * Reads a name: {@code CN=edge-1,O=Example} is a subject, {@code edge-1.example.com} a DNS name,
   * {@code spiffe://example.com/edge-1} a URI. {@code DNS:} or {@code URI:} before it says which it
   * is.
   *
   * @throws IllegalArgumentException when the text is none of them
   */
  static EdgeName parse(String text) {
    String name = text.strip();
    if (name.startsWith("DNS:")) {
      return dns(name.substring(4));
    }
    if (name.startsWith("URI:")) {
      return new Uri(normal(name.substring(4)));
    }
    if (UriForm.SCHEME.matcher(name).lookingAt()) {
      return new Uri(normal(name));
    }
    return name.indexOf('=') >= 0 ? subject(name) : dns(name);
  }

  private static Subject subject(String name) {
    try {
      return new Subject(Name.parse(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "this is not a subject as in CN=edge-1,O=Example: " + e.getMessage(), e);
    }
  }

  private static Dns dns(String name) {
    String folded = folded(name);
    if (!folded.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
      throw new IllegalArgumentException(
          "this is neither a subject as in CN=edge-1, nor a DNS name, nor a URI; patterns are not"
              + " supported: name each edge");
    }
    return new Dns(folded);
  }

  private static String folded(String dns) {
    String lower = dns.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static String normal(String uri) {
    Matcher start = UriForm.START.matcher(uri);
    return start.lookingAt()
        ? start.group().toLowerCase(Locale.ROOT) + uri.substring(start.end())
        : uri;
  }

  /** The beginning of URIs (RFC 3986 §3). */
  final class UriForm {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern START = Pattern.compile(SCHEME + "(//[^/?#]*)?");

    private UriForm() {}
  }
}
