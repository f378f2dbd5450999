package dev.edgekeep.fleet.nats;

import dev.edgekeep.daemon.json.JsonText;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the JSON web tokens (RFC 7519) that NATS uses, in their version 2. */
final class Jwt {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Jwt() {}

  /**
   * A signed token.
   *
   * @param issuer signs it
   * @param subject the public key that it is about
   * @param claims writes the members of the claim {@code nats}
   */
  static String sign(
      NKey issuer, String subject, String name, Instant issued, Consumer<JsonGenerator> claims) {
    return sign(issuer, subject, name, issued, null, claims);
  }

  /**
   * A signed token that ends.
   *
   * @param until null: it does not end
   */
  static String sign(
      NKey issuer,
      String subject,
      String name,
      Instant issued,
      @Nullable Instant until,
      Consumer<JsonGenerator> claims) {
    String signer = publicKey(issuer);
    String content = body(signer, subject, name, issued, until, "", claims);
    String id = Fingerprint.sha256(Slice.of(bytes(content))).hex();
    String header = BASE64.encodeToString(bytes("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}"));
    String body =
        BASE64.encodeToString(bytes(body(signer, subject, name, issued, until, id, claims)));
    String unsigned = header + "." + body;
    try {
      return unsigned + "." + BASE64.encodeToString(issuer.sign(bytes(unsigned)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("an NKey does not sign", e);
    }
  }

  private static String body(
      String issuer,
      String subject,
      String name,
      Instant issued,
      @Nullable Instant until,
      String id,
      Consumer<JsonGenerator> claims) {
    return JsonText.of(out -> {
      out.writeStartObject();
      if (until != null) {
        out.writeNumberProperty("exp", until.getEpochSecond());
      }
      out.writeNumberProperty("iat", issued.getEpochSecond());
      out.writeStringProperty("iss", issuer);
      out.writeStringProperty("jti", id);
      out.writeStringProperty("name", name);
      out.writeStringProperty("sub", subject);
      out.writeName("nats");
      out.writeStartObject();
      claims.accept(out);
      out.writeNumberProperty("version", 2);
      out.writeEndObject();
      out.writeEndObject();
    });
  }

  /** Writes members that are numbers. */
  static void numbers(JsonGenerator out, Map<String, Long> members) {
    members.forEach(out::writeNumberProperty);
  }

  /** Writes the subjects that are allowed. */
  static void allow(JsonGenerator out, String name, List<String> subjects) {
    out.writeName(name);
    out.writeStartObject();
    out.writeName("allow");
    out.writeStartArray();
    subjects.forEach(out::writeString);
    out.writeEndArray();
    out.writeEndObject();
  }

  static String publicKey(NKey key) {
    try {
      return new String(key.getPublicKey());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("an NKey has no public key", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
