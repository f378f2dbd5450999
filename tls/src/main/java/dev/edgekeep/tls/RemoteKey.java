package dev.edgekeep.tls;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A private key outside this process. Operations are started on the event loop of a handshake, must
 * not block it, and may be done anywhere. Any thread.
 */
public interface RemoteKey {
  /**
   * Signs with the key.
   *
   * @param message what is signed, not its digest; not to be changed
   * @param result called once, on the event loop of the handshake; also before this returns
   */
  void sign(Caller caller, SignatureScheme scheme, byte[] message, Result result);

  /**
   * Deciphers with an RSA key (RFC 5246 §7.4.7.1). The result keeps its padding, which the engine
   * removes in constant time. Whether the ciphertext is one of the key must not show, in the result
   * or in its time.
   *
   * @param result called once, on the event loop of the handshake; also before this returns
   */
  void decrypt(Caller caller, byte[] ciphertext, Result result);

  /** The handshake that needs an operation, of a server or a client. Event loop only. */
  interface Caller {
    Channel channel();

    /** The name of the server in the ClientHello; null where there is none. */
    @Nullable String serverName();

    /**
     * Ends the handshake because an operation failed.
     *
     * @param why a sentence for the operator
     */
    void keyOperationFailed(String why);
  }

  /** The outcome of one operation: exactly one of the two is called, once. */
  interface Result {
    void done(byte[] value);

    /**
     * The handshake cannot go on.
     *
     * @param why a sentence for the operator
     */
    void failed(String why);
  }
}
