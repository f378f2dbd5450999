package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.snapshot.template.Fact;
import dev.edgekeep.snapshot.template.Template;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of facts for one request. Facts of a certificate are known of a verified one only.
 * Event loop only.
 *
 * @param requestId null where no request is known
 */
record FactValues(
    CharSequence address,
    ConnectionInfo connection,
    ClientVerdict verdict,
    @Nullable String requestId)
    implements Template.Values {

  @Override
  public @Nullable CharSequence of(Fact fact) {
    return switch (fact) {
      case VERDICT -> verdict.verdict().label();
      case ADDRESS -> address;
      case TLS_VERSION -> connection.tlsVersion();
      case TLS_CIPHER -> connection.cipherSuite();
      case COUNTRY -> connection.country();
      case REQUEST_ID -> requestId;
      case SUBJECT,
          ISSUER,
          SERIAL,
          FINGERPRINT,
          SAN_DNS,
          SAN_URI,
          SAN_EMAIL,
          NOT_BEFORE,
          NOT_AFTER,
          CLIENT_CA ->
          verdict.isVerified() && !verdict.path().isEmpty()
              ? ofCertificate(fact, verdict.path().getFirst())
              : null;
    };
  }

  private @Nullable String ofCertificate(Fact fact, Certificate leaf) {
    return switch (fact) {
      case SUBJECT -> HeaderText.ofName(leaf.subject().toString());
      case ISSUER -> HeaderText.ofName(leaf.issuer().toString());
      case SERIAL -> leaf.serialNumber().toString().replace(":", "").toUpperCase(Locale.ROOT);
      case FINGERPRINT -> leaf.sha256().hex();
      case SAN_DNS ->
          names(leaf, name -> name instanceof GeneralName.Dns(String dns) ? item(dns) : null);
      case SAN_URI ->
          names(
              leaf,
              name ->
                  name instanceof GeneralName.Uri(String uri)
                      ? HeaderText.ofItem(uri, true)
                      : null);
      case SAN_EMAIL ->
          names(leaf, name -> name instanceof GeneralName.Email(String mail) ? item(mail) : null);
      case NOT_BEFORE -> DateTimeFormatter.ISO_INSTANT.format(leaf.notBefore());
      case NOT_AFTER -> DateTimeFormatter.ISO_INSTANT.format(leaf.notAfter());
      case CLIENT_CA -> verdict.clientCa() == null ? null : item(verdict.clientCa());
      case VERDICT, ADDRESS, TLS_VERSION, TLS_CIPHER, COUNTRY, REQUEST_ID -> null;
    };
  }

  private static String item(String text) {
    return HeaderText.ofItem(text, false);
  }

  private static @Nullable String names(
      Certificate leaf, Function<GeneralName, @Nullable String> item) {
    String names =
        leaf.subjectAltNames().stream()
            .map(item)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? null : names;
  }
}
