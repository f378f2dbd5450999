package dev.edgekeep.control.node;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.fleet.nats.NodeIdentity;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.issue.AcceptedRequest;
import dev.edgekeep.x509.issue.RequestRefused;
import dev.edgekeep.x509.pem.PemFiles;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A machine's request to join, as a call gives it. The arrays must not be changed; the text form
 * does not contain the secret.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JoinBody(
    String tokenId,
    byte[] secret,
    AcceptedRequest request,
    byte[] sealingKey,
    String identityKey,
    String edgekeep) {
  private static final int MAX_TEXT = 100;

  /** Reads a body; null after a problem was reported. */
  static @Nullable JoinBody read(Section section) {
    Value tokenValue = section.require("token", "give id and secret of a join token");
    Section token = tokenValue == null ? null : tokenValue.section();
    String id = token == null ? null : text(token, "id");
    byte[] secret = token == null ? null : octets(token, "secret");
    if (token != null) {
      token.end();
    }
    Value csr = section.require("csr", "give a certificate request in PEM");
    AcceptedRequest request = csr == null ? null : request(csr);
    byte[] sealingKey = octets(section, "sealingKey");
    if (sealingKey != null && sealingKey.length != NodeSealing.OCTETS) {
      section.error(
          "sealingKey: expected an X25519 key of %d octets".formatted(NodeSealing.OCTETS));
    }
    String identityKey = text(section, "identityKey");
    if (identityKey != null && !isIdentity(identityKey)) {
      section.error("identityKey: expected the public NKey of a user");
    }
    String edgekeep = text(section, "edgekeep");
    return id == null
            || secret == null
            || request == null
            || sealingKey == null
            || identityKey == null
            || edgekeep == null
        ? null
        : new JoinBody(id, secret, request, sealingKey, identityKey, edgekeep);
  }

  private static boolean isIdentity(String text) {
    try {
      return !NodeIdentity.publicKey(text).getAlgorithm().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable String text(Section section, String key) {
    Value value = section.require(key, "it is missing");
    String text = value == null ? null : value.name();
    if (value != null && text != null && text.length() > MAX_TEXT) {
      value.error("it is too long");
      return null;
    }
    return text;
  }

  private static byte @Nullable [] octets(Section section, String key) {
    String text = text(section, key);
    if (text == null) {
      return null;
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      section.error("%s: expected base64url".formatted(key));
      return null;
    }
  }

  private static @Nullable AcceptedRequest request(Value csr) {
    String text = csr.text();
    if (text == null) {
      return null;
    }
    try {
      return AcceptedRequest.of(CertificateRequest.parse(PemFiles.certificateRequest(text)));
    } catch (CertificateFormatException | RequestRefused e) {
      csr.error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Override
  public String toString() {
    return "join request with token " + tokenId;
  }
}
