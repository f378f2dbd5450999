package dev.edgekeep.snapshot.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that the edge knows about a client or its request, and that templates may name. */
public enum Fact {
  /** Subject, as in RFC 4514. */
  SUBJECT("client.subject_dn", Source.CERTIFICATE),
  /** Issuer, as in RFC 4514. */
  ISSUER("client.issuer_dn", Source.CERTIFICATE),
  /** Serial number, upper-case hexadecimal. */
  SERIAL("client.serial", Source.CERTIFICATE),
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  FINGERPRINT("client.fingerprint_sha256", Source.CERTIFICATE),
  /** DNS names, separated by a comma and a space; known if there is one. */
  SAN_DNS("client.san.dns", Source.CERTIFICATE),
  /** URIs, as DNS names. */
  SAN_URI("client.san.uri", Source.CERTIFICATE),
  /** Mailboxes, as DNS names. */
  SAN_EMAIL("client.san.email", Source.CERTIFICATE),
  /** RFC 3339. */
  NOT_BEFORE("client.not_before", Source.CERTIFICATE),
  /** RFC 3339. */
  NOT_AFTER("client.not_after", Source.CERTIFICATE),
  /** The name of the client CA that verified the certificate. */
  CLIENT_CA("client.ca", Source.CERTIFICATE),
  /** The verdict, whatever it is. */
  VERDICT("client.verdict", Source.CONNECTION),
  /** The client's IP address. */
  ADDRESS("client.address", Source.CONNECTION),
  /** As {@code TLSv1.3}; unknown without TLS. */
  TLS_VERSION("tls.version", Source.CONNECTION),
  /** The cipher suite; unknown without TLS. */
  TLS_CIPHER("tls.cipher", Source.CONNECTION),
  /** The country of the client's address; unknown without a database that has it. */
  COUNTRY("geo.country", Source.REQUEST),
  /** The request's identifier, as in the response and in both logs. */
  REQUEST_ID("request.id", Source.REQUEST);

  private static final Map<String, Fact> BY_LABEL = new LinkedHashMap<>();

  static {
    Arrays.stream(values()).forEach(fact -> BY_LABEL.put(fact.label, fact));
  }

  private final String label;
  private final Source source;

  Fact(String label, Source source) {
    this.label = label;
    this.source = source;
  }

  /** The lifetime of a fact. */
  enum Source {
    /** Known only of a verified certificate. */
    CERTIFICATE,
    /** The same for all requests of a connection with one verdict. */
    CONNECTION,
    /** Another one for each request. */
    REQUEST
  }

  /** The name in templates. */
  public String label() {
    return label;
  }

  boolean isOfRequest() {
    return source == Source.REQUEST;
  }

  /** All facts by the names in templates, in order. */
  static Map<String, Fact> byLabel() {
    return BY_LABEL;
  }
}
