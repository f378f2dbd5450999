package dev.edgekeep.edge.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * A field name that the edge knows. Names are compared by identity after {@link #lookup}.
 * Immutable.
 */
public final class FieldName {
  /** The meaning of a field for an intermediary. */
  public enum Role {
    /** Passed on, unless there is another reason not to. */
    END_TO_END,
    /** About one connection only (RFC 9110 §7.6.1). */
    HOP_BY_HOP,
    /** Frames or routes the message: written by the edge, never copied. */
    FRAMING,
    /** Set by the edge only: removed from requests. */
    EDGE_ONLY
  }

  private static final int TABLE_SIZE = 256;
  private static final @Nullable FieldName[] TABLE = new @Nullable FieldName[TABLE_SIZE];

  /** Any name that the edge does not know. */
  public static final FieldName OTHER = new FieldName("", Role.END_TO_END);

  /**
   * Any other spelling of one of the names below, such as {@code Client_Cert}, and all names that
   * begin with {@code Edgekeep-}. CGI-like origins cannot distinguish the spellings (invariant 3),
   * so such a field of a request is never forwarded.
   */
  public static final FieldName RESERVED = new FieldName("", Role.EDGE_ONLY);

  private static final AsciiString EDGE_PREFIX = AsciiString.cached("edgekeep");

  public static final FieldName HOST = known("host", Role.FRAMING);
  public static final FieldName CONTENT_LENGTH = known("content-length", Role.FRAMING);
  public static final FieldName TRANSFER_ENCODING = known("transfer-encoding", Role.FRAMING);

  public static final FieldName CONNECTION = known("connection", Role.HOP_BY_HOP);
  public static final FieldName KEEP_ALIVE = known("keep-alive", Role.HOP_BY_HOP);
  public static final FieldName PROXY_CONNECTION = known("proxy-connection", Role.HOP_BY_HOP);
  public static final FieldName TE = known("te", Role.HOP_BY_HOP);
  public static final FieldName UPGRADE = known("upgrade", Role.HOP_BY_HOP);

  public static final FieldName CLIENT_CERT = known("client-cert", Role.EDGE_ONLY);
  public static final FieldName CLIENT_CERT_CHAIN = known("client-cert-chain", Role.EDGE_ONLY);
  public static final FieldName XFCC = known("x-forwarded-client-cert", Role.EDGE_ONLY);
  public static final FieldName ALB_CLIENT_CERT = known("x-amzn-mtls-clientcert", Role.EDGE_ONLY);
  public static final FieldName VERDICT = known("edgekeep-client-verdict", Role.EDGE_ONLY);
  public static final FieldName FORWARDED_PROTO = known("x-forwarded-proto", Role.EDGE_ONLY);
  public static final FieldName FORWARDED_HOST = known("x-forwarded-host", Role.EDGE_ONLY);
  public static final FieldName REQUEST_ID = known("x-request-id", Role.EDGE_ONLY);

  public static final FieldName ACCEPT = known("accept", Role.END_TO_END);
  public static final FieldName ACCEPT_ENCODING = known("accept-encoding", Role.END_TO_END);
  public static final FieldName ACCEPT_RANGES = known("accept-ranges", Role.END_TO_END);
  public static final FieldName AUTHORIZATION = known("authorization", Role.END_TO_END);
  public static final FieldName CACHE_CONTROL = known("cache-control", Role.END_TO_END);
  public static final FieldName CONTENT_ENCODING = known("content-encoding", Role.END_TO_END);
  public static final FieldName CONTENT_TYPE = known("content-type", Role.END_TO_END);
  public static final FieldName COOKIE = known("cookie", Role.END_TO_END);
  public static final FieldName ETAG = known("etag", Role.END_TO_END);
  public static final FieldName EXPECT = known("expect", Role.END_TO_END);
  public static final FieldName HSTS = known("strict-transport-security", Role.END_TO_END);
  public static final FieldName IF_NONE_MATCH = known("if-none-match", Role.END_TO_END);
  public static final FieldName ORIGIN = known("origin", Role.END_TO_END);
  public static final FieldName VARY = known("vary", Role.END_TO_END);
  public static final FieldName WEBSOCKET_ACCEPT = known("sec-websocket-accept", Role.END_TO_END);
  public static final FieldName WEBSOCKET_KEY = known("sec-websocket-key", Role.END_TO_END);
  public static final FieldName TRAILER = known("trailer", Role.END_TO_END);

  static {
    known("http2-settings", Role.HOP_BY_HOP);
    known("proxy-authenticate", Role.HOP_BY_HOP);
    known("proxy-authorization", Role.HOP_BY_HOP);
    // Means the same as X-Forwarded-*, which the edge sets: a client's could contradict it.
    known("forwarded", Role.EDGE_ONLY);
    known("x-forwarded-port", Role.EDGE_ONLY);
    // Statements of an AWS balancer about a client certificate that it has verified itself.
    known("x-amzn-mtls-clientcert-leaf", Role.EDGE_ONLY);
    known("x-amzn-mtls-clientcert-subject", Role.EDGE_ONLY);
    known("x-amzn-mtls-clientcert-issuer", Role.EDGE_ONLY);
    known("x-amzn-mtls-clientcert-serial-number", Role.EDGE_ONLY);
    known("x-amzn-mtls-clientcert-validity", Role.EDGE_ONLY);
    known("x-real-ip", Role.EDGE_ONLY);
    for (String name :
        new String[] {
          "accept-language",
          "age",
          "content-disposition",
          "content-language",
          "content-range",
          "date",
          "expires",
          "if-modified-since",
          "last-modified",
          "link",
          "location",
          "range",
          "referer",
          "retry-after",
          "server",
          "set-cookie",
          "user-agent",
          "via",
          "www-authenticate",
          "x-forwarded-for"
        }) {
      known(name, Role.END_TO_END);
    }
  }

  private final AsciiString lower;
  private final Role role;

  private FieldName(String lower, Role role) {
    this.lower = AsciiString.cached(lower);
    this.role = role;
  }

  /** The name in lower case; empty for {@link #OTHER} and {@link #RESERVED}. */
  public AsciiString lower() {
    return lower;
  }

  public Role role() {
    return role;
  }

  /** A name in lower case, as HTTP/2 has it. */
  public static AsciiString lower(CharSequence name) {
    AsciiString text = AsciiString.of(name);
    int start = text.arrayOffset();
    FieldName known = lookup(text.array(), start, start + text.length());
    return known.lower.isEmpty() ? text.toLowerCase() : known.lower;
  }

  /** The known name in {@code bytes}, in any case; or {@link #RESERVED} or {@link #OTHER}. */
  static FieldName lookup(byte[] bytes, int start, int end) {
    int slot = hash(bytes, start, end);
    for (FieldName name = TABLE[slot]; name != null; name = TABLE[slot]) {
      if (name.matches(bytes, start, end)) {
        return name;
      }
      if (NameSpelling.isSame(bytes, start, end, name.lower)) {
        return RESERVED;
      }
      slot = (slot + 1) & (TABLE_SIZE - 1);
    }
    return NameSpelling.isPrefixed(bytes, start, end, EDGE_PREFIX) ? RESERVED : OTHER;
  }

  private static FieldName known(String lower, Role role) {
    FieldName name = new FieldName(lower, role);
    byte[] bytes = name.lower.array();
    int slot = hash(bytes, 0, bytes.length);
    while (TABLE[slot] != null) {
      slot = (slot + 1) & (TABLE_SIZE - 1);
    }
    TABLE[slot] = name;
    return name;
  }

  private static int hash(byte[] bytes, int start, int end) {
    int hash = NameSpelling.hash(bytes, start, end);
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (TABLE_SIZE - 1);
  }

  private boolean matches(byte[] bytes, int start, int end) {
    return end - start == lower.length() && Ascii.equalsIgnoreCase(bytes, start, lower);
  }

  @Override
  public String toString() {
    return lower.toString();
  }
}
