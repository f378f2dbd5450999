package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first message of one connection, as its bytes arrive. One object a connection; event
 * loop only.
 */
public interface HelloReader {
  /**
   * Continues with what has arrived.
   *
   * @param in all bytes of the connection so far; its indices stay where they are, for the engine
   * @return null while the message is incomplete. Bounded: an endless message is refused
   * @throws HandshakeRefusedException when no such message can follow, as soon as that shows
   */
  @Nullable ClientHello read(ByteBuf in) throws HandshakeRefusedException;
}
