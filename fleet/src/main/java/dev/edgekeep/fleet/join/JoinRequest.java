package dev.edgekeep.fleet.join;

import dev.edgekeep.daemon.json.JsonText;
import java.util.Base64;

/**
 * A machine's request to become a node: the body of {@code POST /api/v1/nodes/join}. Immutable.
 *
 * @param tokenId of the join token
 * @param secret of the join token; must not be changed
 * @param certificateRequest PKCS#10 in PEM
 * @param sealingKey the public key that group keys are sealed for (X25519, 32 octets)
 * @param identityKey the public NKey of the node's identity
 * @param edgekeep the version of the program
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JoinRequest(
    String tokenId,
    byte[] secret,
    String certificateRequest,
    byte[] sealingKey,
    String identityKey,
    String edgekeep) {
  /** The request as JSON. Octets are base64url without padding. */
  public String json() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return JsonText.of(out -> {
      out.writeStartObject();
      out.writeName("token");
      out.writeStartObject();
      out.writeStringProperty("id", tokenId);
      out.writeStringProperty("secret", base64.encodeToString(secret));
      out.writeEndObject();
      out.writeStringProperty("csr", certificateRequest);
      out.writeStringProperty("sealingKey", base64.encodeToString(sealingKey));
      out.writeStringProperty("identityKey", identityKey);
      out.writeStringProperty("edgekeep", edgekeep);
      out.writeEndObject();
    });
  }

  /** The text form does not contain the secret. */
  @Override
  public String toString() {
    return "join request with token " + tokenId;
  }
}
