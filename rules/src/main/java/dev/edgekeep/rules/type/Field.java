package dev.edgekeep.rules.type;

import static dev.edgekeep.rules.type.Type.Scalar.ADDRESS;
import static dev.edgekeep.rules.type.Type.Scalar.BOOLEAN;
import static dev.edgekeep.rules.type.Type.Scalar.INTEGER;
import static dev.edgekeep.rules.type.Type.Scalar.STRING;
import static dev.edgekeep.rules.type.Types.STRINGS;
import static dev.edgekeep.rules.type.Types.STRING_LISTS;

import java.util.List;

/** The fields of a request that an edge provides. */
// Types and lists of names are immutable, which the check cannot see.
@SuppressWarnings("ImmutableEnumChecker")
public enum Field {
  HOST("http.host", STRING, Spelling.HOST),
  METHOD("http.request.method", STRING),
  URI("http.request.uri", STRING),
  PATH("http.request.uri.path", STRING),
  EXTENSION("http.request.uri.path.extension", STRING),
  QUERY("http.request.uri.query", STRING, "raw.http.request.uri.query"),
  ARGS("http.request.uri.args", STRING_LISTS, "raw.http.request.uri.args"),
  ARG_NAMES("http.request.uri.args.names", STRINGS, "raw.http.request.uri.args.names"),
  ARG_VALUES("http.request.uri.args.values", STRINGS, "raw.http.request.uri.args.values"),
  FULL_URI("http.request.full_uri", STRING),
  RAW_URI("raw.http.request.uri", STRING),
  RAW_PATH("raw.http.request.uri.path", STRING),
  RAW_EXTENSION("raw.http.request.uri.path.extension", STRING),
  RAW_FULL_URI("raw.http.request.full_uri", STRING),
  VERSION("http.request.version", STRING),
  HEADERS("http.request.headers", STRING_LISTS),
  HEADER_NAMES("http.request.headers.names", STRINGS, Spelling.HEADER_NAME),
  HEADER_VALUES("http.request.headers.values", STRINGS),
  HEADERS_TRUNCATED("http.request.headers.truncated", BOOLEAN),
  COOKIES("http.request.cookies", STRING_LISTS),
  COOKIE("http.cookie", STRING),
  REFERER("http.referer", STRING),
  USER_AGENT("http.user_agent", STRING),
  FORWARDED_FOR("http.x_forwarded_for", STRING),
  ACCEPTED_LANGUAGES("http.request.accepted_languages", STRINGS),
  TIME_SECONDS("http.request.timestamp.sec", INTEGER),
  TIME_MILLIS("http.request.timestamp.msec", INTEGER),

  SOURCE("ip.src", ADDRESS),
  COUNTRY("ip.src.country", STRING, "ip.geoip.country"),
  SERVER_PORT("cf.edge.server_port", INTEGER, "tcp.dstport"),
  SERVER_ADDRESS("cf.edge.server_ip", ADDRESS, "ip.dst"),

  SSL("ssl", BOOLEAN),
  TLS_VERSION("tls.version", STRING, "cf.tls_version"),
  TLS_CIPHER("tls.cipher", STRING, "cf.tls_cipher"),
  TLS_ALPN("tls.alpn", STRING),
  JA3("tls.ja3", STRING, Spelling.FINGERPRINT, "cf.bot_management.ja3_hash"),
  JA4("tls.ja4", STRING, "cf.bot_management.ja4"),

  CERT_PRESENTED("tls_client_auth.cert_presented", BOOLEAN),
  CERT_VERIFIED("tls_client_auth.cert_verified", BOOLEAN),
  CERT_REVOKED("tls_client_auth.cert_revoked", BOOLEAN),
  CERT_VERDICT("tls_client_auth.cert_verdict", STRING),
  CERT_SUBJECT("tls_client_auth.cert_subject_dn", STRING),
  CERT_SUBJECT_RFC2253("tls_client_auth.cert_subject_dn_rfc2253", STRING),
  CERT_SUBJECT_LEGACY("tls_client_auth.cert_subject_dn_legacy", STRING),
  CERT_ISSUER("tls_client_auth.cert_issuer_dn", STRING),
  CERT_ISSUER_RFC2253("tls_client_auth.cert_issuer_dn_rfc2253", STRING),
  CERT_ISSUER_LEGACY("tls_client_auth.cert_issuer_dn_legacy", STRING),
  CERT_SERIAL("tls_client_auth.cert_serial", STRING, Spelling.SERIAL),
  CERT_ISSUER_SERIAL("tls_client_auth.cert_issuer_serial", STRING, Spelling.SERIAL),
  CERT_SHA256("tls_client_auth.cert_fingerprint_sha256", STRING, Spelling.FINGERPRINT),
  CERT_SHA1("tls_client_auth.cert_fingerprint_sha1", STRING, Spelling.FINGERPRINT),
  CERT_SKI("tls_client_auth.cert_ski", STRING, Spelling.KEY_ID),
  CERT_ISSUER_SKI("tls_client_auth.cert_issuer_ski", STRING, Spelling.KEY_ID),
  CERT_NOT_BEFORE("tls_client_auth.cert_not_before", STRING),
  CERT_NOT_AFTER("tls_client_auth.cert_not_after", STRING),
  CERT_SAN_DNS("tls_client_auth.cert_san_dns", STRINGS, Spelling.HOST),
  CERT_SAN_EMAIL("tls_client_auth.cert_san_email", STRINGS),
  CERT_SAN_URI("tls_client_auth.cert_san_uri", STRINGS),
  CERT_RFC9440("tls_client_auth.cert_rfc9440", STRING),
  CERT_CHAIN_RFC9440("tls_client_auth.cert_chain_rfc9440", STRING),
  CLIENT_CA("tls_client_auth.ca", STRING);

  private final String label;
  private final Type type;
  private final Spelling spelling;
  private final List<String> otherNames;

  Field(String label, Type type, String... otherNames) {
    this(label, type, Spelling.EXACT, otherNames);
  }

  Field(String label, Type type, Spelling spelling, String... otherNames) {
    this.label = label;
    this.type = type;
    this.spelling = spelling;
    this.otherNames = List.of(otherNames);
  }

  /** The first name of the field. */
  public String label() {
    return label;
  }

  public Type type() {
    return type;
  }

  /** The normal form of its values. */
  public Spelling spelling() {
    return spelling;
  }

  /** Other names of the field, apart from the first name with {@code cf.} before it. */
  public List<String> otherNames() {
    return otherNames;
  }

  /** The normal form of the names of its entries, for maps. */
  public Spelling keySpelling() {
    return this == HEADERS ? Spelling.HEADER_NAME : Spelling.EXACT;
  }
}
