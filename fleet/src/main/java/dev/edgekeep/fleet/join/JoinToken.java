package dev.edgekeep.fleet.join;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A join token: what a machine needs to become a node. Its text is secret. Immutable.
 *
 * @param addresses of the API: URLs
 * @param certificate of the API's certificate; null: the API has none, as on loopback
 * @param signer of the key that signs the credentials
 * @param name of the node
 * @param id of the token, which is not secret
 * @param secret shows that the bearer has the token; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JoinToken(
    List<String> addresses,
    @Nullable Fingerprint certificate,
    Fingerprint signer,
    String name,
    String id,
    byte[] secret) {
  /** Begins the text of a token. */
  public static final String PREFIX = "ek1.";

  private static final int MAX_TEXT = 4096;
  private static final int MAX_ADDRESSES = 16;
  private static final PartId PART = new PartId("join token", "");

  public JoinToken {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          "a join token has 1 to %d addresses".formatted(MAX_ADDRESSES));
    }
    Address.checkNode(name);
    if (secret.length < 16 || secret.length > 64) {
      throw new IllegalArgumentException("a join token's secret has 16 to 64 octets");
    }
  }

  /** The token as text, as an operator copies it. */
  public String text() {
    byte[] body =
        FieldWriter.body(out ->
            out.texts("addresses", addresses)
                .bytes("certificate", certificate == null ? null : certificate.bytes())
                .bytes("signer", signer.bytes())
                .text("name", name)
                .text("id", id)
                .bytes("secret", secret));
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(body);
  }

  /**
   * Reads the text of a token; white space around it is ignored.
   *
   * @throws WireException when it is no join token, saying what to do
   */
  public static JoinToken parse(String text) throws WireException {
    String token = text.strip();
    if (!token.startsWith(PREFIX) || token.length() > MAX_TEXT) {
      throw new WireException(
          "not a join token: it begins with %s, as edgekeep node create prints it"
              .formatted(PREFIX));
    }
    byte[] body;
    try {
      body = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
    } catch (IllegalArgumentException _) {
      throw new WireException("not a join token: it is cut off, or not copied as it is");
    }
    return Fields.read(PART, body, JoinToken::read);
  }

  private static JoinToken read(Fields in) throws WireException {
    byte[] certificate = in.bytesOrNull("certificate");
    return new JoinToken(
        in.texts("addresses"),
        certificate == null ? null : Fingerprint.ofSha256(certificate),
        Fingerprint.ofSha256(in.bytes("signer")),
        in.text("name"),
        in.text("id"),
        in.bytes("secret"));
  }

  /** The text form does not contain the secret. */
  @Override
  public String toString() {
    return "join token %s for %s".formatted(id, name);
  }
}
