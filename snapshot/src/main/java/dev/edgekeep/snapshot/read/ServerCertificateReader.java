package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.x509.cert.AuthorityAccess;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.ocsp.OcspCheck;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code certificate}: one, or a list with one for each kind of key. */
final class ServerCertificateReader {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final CertificateReader certificates;
  private final OcspReader ocsp;

  ServerCertificateReader(CertificateReader certificates, OcspReader ocsp) {
    this.certificates = certificates;
    this.ocsp = ocsp;
  }

  /**
   * The certificates of a host; wrong ones are reported and left out.
   *
   * @param host null when the name is wrong itself
   */
  List<CertificateDraft> read(Value value, @Nullable HostPattern host) {
    if (!(value.node() instanceof Sequence)) {
      CertificateDraft one = one(value, host);
      return one == null ? List.of() : List.of(one);
    }
    List<Value> items = value.items();
    if (items.isEmpty()) {
      value.error("there is no certificate; give one, as in {chain: {file: …}, key: {file: …}}");
    }
    List<CertificateDraft> read = new ArrayList<>();
    Map<KeyKind, Value> kinds = new EnumMap<>(KeyKind.class);
    for (Value item : items) {
      CertificateDraft certificate = one(item, host);
      if (certificate != null && isFirst(item, certificate, kinds)) {
        read.add(certificate);
      }
    }
    return List.copyOf(read);
  }

  private static boolean isFirst(
      Value item, CertificateDraft certificate, Map<KeyKind, Value> kinds) {
    KeyKind kind = KeyKind.of(certificate.chain().getFirst()).orElseThrow();
    Value first = kinds.putIfAbsent(kind, item);
    if (first != null) {
      item.error(
          "%s has an %s key as well; a host has one certificate for each kind of key"
              .formatted(first.path(), kind.label()));
    }
    return first == null;
  }

  private @Nullable CertificateDraft one(Value value, @Nullable HostPattern host) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value chainValue = section.require("chain", "give the certificate, as in {file: www.pem}");
    Value keyServer = section.get("keyServer");
    Value keyValue = keyServer == null ? requireKey(section) : section.get("key");
    Value ocspValue = section.get("ocsp");
    section.end();
    if (keyServer != null && keyValue != null) {
      keyValue.error(
          "the key is on a key server already; remove this, so that the edge never sees the key, or"
              + " remove keyServer");
    }
    List<Certificate> chain = chainValue == null ? List.of() : certificates.chain(chainValue);
    PrivateKeyDer key =
        keyValue == null || keyServer != null ? null : certificates.key(keyValue, chain);
    if (chainValue == null || chain.isEmpty()) {
      return null;
    }
    boolean usable = isUsable(chainValue, chain.getFirst(), host);
    String word = ocspValue == null ? "fetch" : word(ocspValue);
    OcspResponse response = ocspValue == null || word != null ? null : ocsp.read(ocspValue, chain);
    boolean fetches = "fetch".equals(word) && canFetch(chain, ocspValue);
    warnAboutStaples(chainValue, chain.getFirst(), fetches || response != null);
    return (key == null && keyServer == null) || !usable
        ? null
        : new CertificateDraft(chain, key, keyServer, response, fetches);
  }

  /** {@code fetch} or {@code off}; null when it is neither. */
  private static @Nullable String word(Value value) {
    String text = value.node() instanceof Scalar ? value.text() : null;
    return "fetch".equals(text) || "off".equals(text) ? text : null;
  }

  /**
   * Returns whether the edge can ask for the status of a certificate; a wish that it cannot fulfil
   * is an error.
   */
  private static boolean canFetch(List<Certificate> chain, @Nullable Value wish) {
    boolean isNamed =
        AuthorityAccess.ocspResponders(chain.getFirst()).stream()
            .anyMatch(uri -> HttpUrl.parseOrNull(uri) != null);
    if (isNamed && chain.size() > 1) {
      return true;
    }
    if (wish != null) {
      wish.error(
          isNamed
              ? "the chain has no issuer, which is needed to ask its responder; add it to the chain"
              : "the certificate names no OCSP responder; give a response, as in {file: www.ocsp},"
                  + " or remove this");
    }
    return false;
  }

  private static void warnAboutStaples(Value value, Certificate leaf, boolean isStapled) {
    if (OcspCheck.mustStaple(leaf) && !isStapled) {
      value.warning(
          "the certificate demands a stapled OCSP response (RFC 7633) and there is none; some"
              + " clients refuse it");
    }
  }

  private static @Nullable Value requireKey(Section section) {
    return section.require(
        "key", "give the private key, as in {file: www.key}, or keyServer: and who has it");
  }

  private static boolean isUsable(Value value, Certificate leaf, @Nullable HostPattern host) {
    if (KeyKind.of(leaf).isEmpty()) {
      value.error(
          "the certificate has a key of a kind that cannot be served (%s); use RSA, ECDSA P-256,"
                  .formatted(leaf.subjectPublicKey().description())
              + " P-384 or P-521, or Ed25519");
      return false;
    }
    List<String> purposes = leaf.extendedKeyUsage();
    if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
      value.warning("the certificate's extended key usage is not for servers; clients refuse it");
    }
    if (host != null && !ServerNames.cover(leaf, host)) {
      value.error("the certificate is not for %s: %s".formatted(host, ServerNames.shown(leaf)));
      return false;
    }
    return true;
  }
}
