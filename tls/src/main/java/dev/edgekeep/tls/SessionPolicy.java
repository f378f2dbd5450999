package dev.edgekeep.tls;

import java.util.List;

/**
 * Binds sessions to a policy: a session is resumed only where it was created, by the same host and
 * under the same trust (the class of CVE-2025-23419). Any thread.
 */
public interface SessionPolicy {
  /**
   * The policy's identity, at most 32 bytes: sessions that were created under another are not
   * resumed.
   */
  byte[] binding();

  /**
   * Returns whether {@link #mayResume} has anything to object, at the moment: a session that a
   * client offers is opened before the handshake only then.
   */
  boolean inspectsSessions();

  /**
   * Returns whether a session may be resumed whose client had presented this chain. Where not, a
   * full handshake follows, in which the client learns why it is refused. This only chooses the
   * better refusal: the verdict about a resumed session is found after the handshake in any case.
   * Event loop; must not block.
   *
   * @param chain leaf first
   */
  boolean mayResume(List<byte[]> chain);
}
