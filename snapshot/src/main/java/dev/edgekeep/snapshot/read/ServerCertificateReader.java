package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.material.CertificateReader;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.x509.cert.Certificate;
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
    OcspResponse response = ocspValue == null ? null : ocsp.read(ocspValue, chain);
    return (key == null && keyServer == null) || !usable
        ? null
        : new CertificateDraft(chain, key, keyServer, response);
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
