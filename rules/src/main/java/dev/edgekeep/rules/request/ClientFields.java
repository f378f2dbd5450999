package dev.edgekeep.rules.request;

import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.Spelling;
import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.path.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a client's certificate. They describe any presented certificate; only {@code
 * cert_verified} says that it is valid. Immutable; any thread.
 */
public final class ClientFields {
  // The time format of OpenSSL.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ClientFields() {}

  /** A string, one character for each byte; null if absent. */
  public static @Nullable String text(ClientFacts client, Field field) {
    if (field == Field.CERT_VERDICT) {
      return client.verdict().label();
    }
    if (field == Field.CLIENT_CA) {
      return client.clientCa() == null ? null : Strings.bytes(client.clientCa());
    }
    if (client.presented().isEmpty()) {
      return null;
    }
    String text = text(client, client.presented().getFirst(), field);
    return text == null ? null : Strings.bytes(text);
  }

  private static @Nullable String text(ClientFacts client, Certificate leaf, Field field) {
    return switch (field) {
      case CERT_SUBJECT, CERT_SUBJECT_RFC2253 -> leaf.subject().toString();
      case CERT_SUBJECT_LEGACY -> LegacyName.of(leaf.subject());
      case CERT_ISSUER, CERT_ISSUER_RFC2253 -> leaf.issuer().toString();
      case CERT_ISSUER_LEGACY -> LegacyName.of(leaf.issuer());
      case CERT_SERIAL -> serial(leaf);
      case CERT_ISSUER_SERIAL -> issuerSerial(client);
      case CERT_SHA256 -> leaf.sha256().hex();
      case CERT_SHA1 -> leaf.sha1().hex();
      case CERT_SKI -> hex(leaf.subjectKeyIdentifier());
      case CERT_ISSUER_SKI -> issuerKeyId(client, leaf);
      case CERT_NOT_BEFORE -> time(leaf.notBefore());
      case CERT_NOT_AFTER -> time(leaf.notAfter());
      case CERT_RFC9440 -> byteSequence(leaf);
      case CERT_CHAIN_RFC9440 -> chain(client.presented());
      default -> null;
    };
  }

  /** A boolean. */
  public static boolean truth(ClientFacts client, Field field) {
    return switch (field) {
      case CERT_PRESENTED -> client.verdict() != Verdict.ABSENT;
      case CERT_VERIFIED -> client.verdict() == Verdict.VERIFIED;
      case CERT_REVOKED -> client.verdict() == Verdict.REVOKED;
      default -> false;
    };
  }

  /** The names in the certificate; empty if there are none. */
  public static List<String> list(ClientFacts client, Field field) {
    if (client.presented().isEmpty()) {
      return List.of();
    }
    return client.presented().getFirst().subjectAltNames().stream()
        .map(name -> name(name, field))
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable String name(GeneralName name, Field field) {
    return switch (name) {
      case GeneralName.Dns(String dns) when field == Field.CERT_SAN_DNS ->
          Spelling.HOST.of(Strings.bytes(dns));
      case GeneralName.Email(String mailbox) when field == Field.CERT_SAN_EMAIL ->
          Strings.bytes(mailbox);
      case GeneralName.Uri(String uri) when field == Field.CERT_SAN_URI -> Strings.bytes(uri);
      default -> null;
    };
  }

  private static String serial(Certificate certificate) {
    return Strings.upper(certificate.serialNumber().toString().replace(":", ""));
  }

  private static @Nullable Certificate issuer(ClientFacts client) {
    List<Certificate> chain = client.path().size() > 1 ? client.path() : client.presented();
    return chain.size() > 1 ? chain.get(1) : null;
  }

  private static @Nullable String issuerSerial(ClientFacts client) {
    Certificate issuer = issuer(client);
    return issuer == null ? null : serial(issuer);
  }

  private static @Nullable String issuerKeyId(ClientFacts client, Certificate leaf) {
    AuthorityKeyIdentifier said = leaf.authorityKeyIdentifier();
    String keyId = said == null ? null : hex(said.keyIdentifier());
    Certificate issuer = issuer(client);
    return keyId == null && issuer != null ? hex(issuer.subjectKeyIdentifier()) : keyId;
  }

  private static @Nullable String hex(@Nullable Slice octets) {
    return octets == null ? null : Strings.upper(octets.hex());
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** A byte sequence of structured fields (RFC 8941 §3.3.5), as in RFC 9440 §2.1. */
  private static String byteSequence(Certificate certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }

  private static @Nullable String chain(List<Certificate> presented) {
    return presented.size() < 2
        ? null
        : presented.stream()
            .skip(1)
            .map(ClientFields::byteSequence)
            .collect(Collectors.joining(", "));
  }
}
