package dev.edgekeep.cli.apply;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares a client CA of a file with a custom CA. */
final class CustomCaDifference {
  /** Members that the API shows as they were given. */
  private static final List<String> SETTINGS = List.of("revoked", "ocsp");

  private CustomCaDifference() {}

  /**
   * The members that differ. The API shows only the issuer and the date of a revocation list, which
   * identify it.
   *
   * @throws CommandFailure when the file contains invalid certificates or lists
   */
  static List<String> of(String name, JsonNode wanted, JsonNode found) throws CommandFailure {
    List<String> changed = new ArrayList<>();
    try {
      if (!wantedCertificates(wanted).equals(texts(found, "members", "sha256"))) {
        changed.add("certificates");
      }
      if (!wantedLists(wanted).equals(foundLists(found))) {
        changed.add("crl");
      }
      changed.addAll(Difference.of(settings(wanted), settings(found), Set.of()));
      return changed;
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration("clientCas.%s: %s".formatted(name, e.getMessage()));
    }
  }

  /** The members that both have in the same form. */
  private static ObjectNode settings(JsonNode clientCa) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    for (String member : SETTINGS) {
      if (clientCa.has(member)) {
        settings.set(member, clientCa.path(member));
      }
    }
    return settings;
  }

  private static Set<String> wantedCertificates(JsonNode wanted) throws CertificateFormatException {
    Set<String> fingerprints = new HashSet<>();
    for (Certificate certificate : PemFiles.certificates(bytes(wanted, "certificates"))) {
      fingerprints.add(certificate.sha256().toString());
    }
    return fingerprints;
  }

  private static Set<String> wantedLists(JsonNode wanted) throws CertificateFormatException {
    Set<String> lists = new HashSet<>();
    if (wanted.path("crl").isString()) {
      for (RevocationList list : PemFiles.revocationLists(bytes(wanted, "crl"))) {
        lists.add(list.issuer() + " " + list.thisUpdate());
      }
    }
    return lists;
  }

  private static Set<String> foundLists(JsonNode found) {
    Set<String> lists = new HashSet<>();
    for (JsonNode list : found.path("lists")) {
      lists.add(list.path("issuer").asString("") + " " + list.path("thisUpdate").asString(""));
    }
    return lists;
  }

  private static Set<String> texts(JsonNode found, String list, String member) {
    Set<String> texts = new HashSet<>();
    found.path(list).forEach(each -> texts.add(each.path(member).asString("")));
    return texts;
  }

  private static byte[] bytes(JsonNode wanted, String member) {
    return wanted.path(member).asString("").getBytes(StandardCharsets.US_ASCII);
  }
}
