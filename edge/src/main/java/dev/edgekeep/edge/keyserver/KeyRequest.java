package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One private-key operation, and the handshake that needs it.
 *
 * @param payload the bytes to sign or decipher; nobody changes them
 * @param key the key of the certificate
 * @param digest the name of the same key for older key servers; null unless it is an RSA key
 * @param serverName the name in the client's SNI
 * @param client the client's address; null when the connection is gone already
 * @param server the address that the client is connected to; null likewise
 * @param check verifies a result
 * @param context what the key server logs and traces the operation by; empty for none
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
    ResultCheck check,
    byte[] context) {
  private static final byte[] NOTHING = {};

  /** An operation without a context. */
  public KeyRequest(
      Opcode opcode,
      byte[] payload,
      SubjectKeyId key,
      @Nullable ModulusDigest digest,
      String serverName,
      @Nullable InetAddress client,
      @Nullable InetAddress server,
      ResultCheck check) {
    this(opcode, payload, key, digest, serverName, client, server, check, NOTHING);
  }

  /** The message of the keyless protocol, under an id. */
  Message message(int id) {
    return new Message(
        id, opcode.code(), payload, key, digest, serverName, client, server, context);
  }

  /**
   * Verifies a result with the public half of the key. Called on the event loop for each result,
   * before it is used: an address whose results are wrong must not fail handshakes that another
   * address could serve. Never throws.
   */
  @FunctionalInterface
  public interface ResultCheck {
    /**
     * @param result the bytes that the key server sent
     * @return the fault, for the operator; null when it is the key's result
     */
    @Nullable String fault(byte[] result);
  }

  /** Without the payload, which may be a secret. */
  @Override
  public String toString() {
    return "KeyRequest[%s, key=%s, serverName=%s]".formatted(opcode, key, serverName);
  }
}
