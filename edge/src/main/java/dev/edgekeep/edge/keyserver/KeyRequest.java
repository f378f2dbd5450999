package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One private-key operation, and for whom.
 *
 * @param payload what is to be signed or deciphered; not to be changed
 * @param key the key of the certificate
 * @param digest the same key as older key servers name it; null where it is not RSA
 * @param serverName what the client asked for (SNI)
 * @param client who is connected to the edge; null when the connection is gone already
 * @param server where; null likewise
 * @param check tells whether a result is right
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyRequest(
    Opcode opcode,
    byte[] payload,
    SubjectKeyId key,
    @Nullable ModulusDigest digest,
    String serverName,
    @Nullable InetAddress client,
    @Nullable InetAddress server,
    ResultCheck check) {
  /** As it is sent, under an id. */
  Message message(int id) {
    return new Message(id, opcode.code(), payload, key, digest, serverName, client, server);
  }

  /** Says nothing of the payload, which may be a secret. */
  @Override
  public String toString() {
    return "KeyRequest[%s, key=%s, serverName=%s]".formatted(opcode, key, serverName);
  }
}
