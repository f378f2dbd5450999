package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.SessionPolicy;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the tickets of a ClientHello, for policies that object to some clients. Such a client must
 * make a full handshake, in which it is refused with the alert that says why; a session that is
 * resumed could only be closed. A ticket that cannot be read here may be resumed: the verdict about
 * its client is found after the handshake, whatever was found before it. Any thread.
 */
final class TicketCheck {
  /** BoringSSL's SSLSession: {@code peer [3] Certificate}. */
  private static final int PEER = Tag.contextConstructed(3);

  /** {@code certChain [19] SEQUENCE OF Certificate}: the rest of the client's chain. */
  private static final int REST_OF_CHAIN = Tag.contextConstructed(19);

  private TicketCheck() {}

  /** Returns whether a session may be resumed, as far as can be told before the handshake. */
  static boolean mayResume(TicketKeys keys, List<byte[]> tickets, SessionPolicy policy) {
    if (tickets.isEmpty() || !policy.inspectsSessions()) {
      return true;
    }
    for (byte[] ticket : tickets) {
      List<byte[]> chain = chain(keys.open(ticket));
      if (!chain.isEmpty() && !policy.mayResume(chain)) {
        return false;
      }
    }
    return true;
  }

  /** The chain that the client of a session had presented; empty when there is none to be read. */
  private static List<byte[]> chain(byte @Nullable [] session) {
    if (session == null) {
      return List.of();
    }
    try {
      return certificates(DerReader.of(session).sequence("the session"));
    } catch (DerException e) {
      return List.of();
    }
  }

  private static List<byte[]> certificates(DerReader session) throws DerException {
    List<byte[]> chain = new ArrayList<>(2);
    while (session.hasMore()) {
      int tag = session.peekTag();
      if (tag == PEER || tag == REST_OF_CHAIN) {
        DerReader certificates = session.enter(tag, "certificates");
        while (certificates.hasMore()) {
          chain.add(certificates.element(Tag.SEQUENCE, "a certificate").toBytes());
        }
      } else {
        session.element("a field");
      }
    }
    return chain;
  }
}
