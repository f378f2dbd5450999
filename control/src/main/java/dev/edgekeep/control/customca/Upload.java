package dev.edgekeep.control.customca;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PemWarnings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An uploaded client CA, checked by itself.
 *
 * @param settings {@code revoked} and {@code ocsp} in JSON, as they were given; null: neither was
 * @param doubts warnings about the text that was uploaded, which is not kept
 */
record Upload(String name, Bundle bundle, @Nullable String settings, List<String> doubts) {
  static final int MAX_CERTIFICATES = 50;

  /** The members that say what edge nodes obtain from elsewhere. */
  static final List<String> SETTINGS = List.of("revoked", "ocsp");

  private interface Parser<T> {
    List<T> parse(byte[] content) throws CertificateFormatException;
  }

  /**
   * Reads the body of a call; reports faults.
   *
   * @param body the same document as JSON
   */
  static @Nullable Upload read(Section section, JsonNode body, PartReader parts, Instant now) {
    String name = Fields.name(section, "name");
    Value certificates =
        section.require("certificates", "give the root, with intermediates where needed, PEM");
    Value crl = section.get("crl");
    parts.remoteRevocation(section);
    List<Certificate> given =
        certificates == null ? List.of() : parse(certificates, PemFiles::certificates);
    if (certificates == null || given.isEmpty()) {
      return null;
    }
    if (given.size() > MAX_CERTIFICATES) {
      certificates.error("more than %d certificates".formatted(MAX_CERTIFICATES));
      return null;
    }
    List<String> problems = BundleCheck.problems(given, now);
    problems.forEach(certificates::error);
    Bundle bundle = new Bundle(given, lists(crl));
    if (crl != null) {
      BundleCheck.listProblems(bundle, now).forEach(crl::error);
    }
    List<String> doubts = new ArrayList<>(doubts(certificates));
    doubts.addAll(crl == null ? List.of() : doubts(crl));
    return name == null ? null : new Upload(name, bundle, settings(body), List.copyOf(doubts));
  }

  /** Reads the intermediates that are to be added to a client CA; reports faults. */
  static @Nullable List<Certificate> intermediates(Section section) {
    Value certificates = section.require("certificates", "give the intermediates, PEM");
    List<Certificate> given =
        certificates == null ? List.of() : parse(certificates, PemFiles::certificates);
    if (certificates == null || given.isEmpty()) {
      return null;
    }
    for (Certificate each : given) {
      if (each.isSelfIssued()) {
        certificates.error(
            "%s is a root, which the hosts of this client CA would trust; upload it as a client CA"
                .formatted(each.subject()));
      }
    }
    return given;
  }

  private static @Nullable String settings(JsonNode body) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String member : SETTINGS) {
      JsonNode value = body.get(member);
      if (value != null) {
        kept.set(member, value);
      }
    }
    return kept.isEmpty() ? null : kept.toString();
  }

  private static List<String> doubts(Value value) {
    String text = value.text();
    return text == null ? List.of() : PemWarnings.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<RevocationList> lists(@Nullable Value crl) {
    return crl == null ? List.of() : parse(crl, PemFiles::revocationLists);
  }

  private static <T> List<T> parse(Value value, Parser<T> parser) {
    String text = value.text();
    if (text == null) {
      return List.of();
    }
    byte[] pem = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (PemFiles.holdsPrivateKey(text)) {
        value.error("there is a private key in it; a CA's key must never leave its CA");
        return List.of();
      }
      return parser.parse(pem);
    } catch (CertificateFormatException e) {
      value.error(String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
