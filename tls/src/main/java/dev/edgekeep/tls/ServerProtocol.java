package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A protocol that secures connections and authenticates both sides: TLS by BoringSSL, or another
 * that is served on the same listener and told apart by its first bytes. Any thread.
 *
 * <p>A connection goes through it in this order: {@link #recognize} its first bytes, read its
 * {@link ClientHello}, have the {@link ServerConnection} choose a {@link ServerContext}, and let
 * the {@link TlsEngine} of that context do the handshake.
 */
public interface ServerProtocol {
  /** Answers to the question whether a connection speaks the protocol. */
  enum Recognition {
    YES,
    NO,
    /** More bytes are needed. */
    UNDECIDED
  }

  /**
   * Looks at the first bytes of a connection. Must decide within a few bytes: the handshake's time
   * limit is the only other bound.
   *
   * @param first at least one byte; its indices stay where they are
   */
  Recognition recognize(ByteBuf first);

  /** A reader for one connection. */
  HelloReader newHelloReader();

  /**
   * Creates a context. May take milliseconds of processor time, and must do no input or output.
   *
   * @throws TlsContextException when the profile cannot be served with
   */
  ServerContext newContext(ServerProfile profile);

  /**
   * Adds a key of its own that seals sessions from now on, for contexts that exist and those to
   * come. To be called once an hour; sessions end after a few calls.
   */
  void rotateSessionKeys();

  /**
   * Replaces all keys of sessions by keys that other servers have, too, for contexts that exist and
   * those to come. Their sessions are resumed here, where they are {@linkplain SessionPolicy bound}
   * to the same policy.
   *
   * @param keys at least one; the first seals, all open
   */
  void useSessionKeys(List<SessionKey> keys);
}
