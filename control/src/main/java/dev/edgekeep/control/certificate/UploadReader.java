package dev.edgekeep.control.certificate;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.inspect.ServerChain;
import dev.edgekeep.x509.pem.KeyMatch;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the body of a call that uploads a server certificate. Reports faults. */
final class UploadReader {
  private static final int MAX_CERTIFICATES = 20;

  private final Instant now;

  UploadReader(Instant now) {
    this.now = now;
  }

  @Nullable Upload read(Section section) {
    Value chainValue = section.require("chain", "give the certificate and its issuers, PEM");
    Value keyValue = section.get("privateKey");
    Value keyServerValue = section.get("keyServer");
    String name = section.get("name") == null ? null : Fields.name(section, "name");
    if ((keyValue == null) == (keyServerValue == null)) {
      section.error("give either privateKey, PEM, or keyServer, the name of the one that has it");
      return null;
    }
    List<Certificate> given = chainValue == null ? List.of() : certificates(chainValue);
    PrivateKeyDer key = keyValue == null ? null : key(keyValue);
    String keyServer = keyServerValue == null ? null : keyServerValue.name();
    boolean located = key != null || keyServer != null;
    if (chainValue == null || given.isEmpty() || !located) {
      return null;
    }
    Certificate leaf = keyValue == null ? ServerChain.leafOf(given) : leaf(keyValue, key, given);
    return leaf == null ? null : upload(chainValue, name, leaf, given, key, keyServer);
  }

  private @Nullable Upload upload(
      Value chainValue,
      @Nullable String name,
      Certificate leaf,
      List<Certificate> given,
      @Nullable PrivateKeyDer key,
      @Nullable String keyServer) {
    ServerChain chain = ServerChain.of(leaf, given);
    LeafCheck check = new LeafCheck(chain.certificates(), now);
    List<String> problems = new ArrayList<>(check.problems());
    chain.gap().ifPresent(problems::add);
    problems.forEach(chainValue::error);
    if (!problems.isEmpty()) {
      return null;
    }
    List<String> notices = new ArrayList<>(chain.mended());
    notices.addAll(check.notices());
    return new Upload(name, chain.certificates(), key, keyServer, check.hostNames(), notices);
  }

  private static List<Certificate> certificates(Value value) {
    String text = value.text();
    if (text == null) {
      return List.of();
    }
    byte[] pem = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (PemFiles.holdsPrivateKey(text)) {
        value.error("there is a private key among the certificates; give it as privateKey");
        return List.of();
      }
      List<Certificate> certificates = PemFiles.certificates(pem);
      if (certificates.size() > MAX_CERTIFICATES) {
        value.error("more than %d certificates".formatted(MAX_CERTIFICATES));
        return List.of();
      }
      return certificates;
    } catch (CertificateFormatException e) {
      value.error(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static @Nullable PrivateKeyDer key(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    try {
      return new PrivateKeyDer(PrivateKeys.read(text.getBytes(StandardCharsets.UTF_8), null));
    } catch (CertificateFormatException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** The certificate that the key belongs to, wherever it stands. */
  private static @Nullable Certificate leaf(
      Value keyValue, @Nullable PrivateKeyDer key, List<Certificate> given) {
    try {
      for (Certificate certificate : given) {
        if (key != null && KeyMatch.matches(key.pkcs8(), certificate.subjectPublicKey())) {
          return certificate;
        }
      }
      keyValue.error(
          "this is not the private key of the certificate, which is %s"
              .formatted(ServerChain.leafOf(given).subject()));
    } catch (CertificateFormatException e) {
      keyValue.error(String.valueOf(e.getMessage()));
    }
    return null;
  }
}
