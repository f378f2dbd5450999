package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the tickets of a ClientHello for clients that have been revoked since. Such a client
 * must make a full handshake, in which it is refused with the alert that says why; a session that
 * is resumed could only be closed. What cannot be read here may be resumed: its client is asked for
 * again after the handshake, whatever was found before it. Any thread.
 */
final class TicketCheck {
  /** BoringSSL's SSLSession: {@code peer [3] Certificate}. */
  private static final int PEER = Tag.contextConstructed(3);

  /** {@code certChain [19] SEQUENCE OF Certificate}: the rest of what the client sent. */
  private static final int REST_OF_CHAIN = Tag.contextConstructed(19);

  private final TicketKeys keys;
  private final InstantSource clock;

  TicketCheck(TicketKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Whether a session may be resumed, as far as can be told before the handshake. */
  boolean mayResume(Handshake handshake) {
    ClientTrust trust = handshake.host().trust();
    if (handshake.tickets().isEmpty()
        || !trust.hasRevokedSerials()
        || handshake.host().config().clientAuth().mode() != ClientAuth.Mode.REQUIRE) {
      return true;
    }
    for (byte[] ticket : handshake.tickets()) {
      PresentedChain chain = client(ticket);
      if (chain != null && !trust.check(chain, clock.instant()).verdict().isVerified()) {
        return false;
      }
    }
    return true;
  }

  /** The chain that a ticket's client had presented; null when there is none to be read. */
  private @Nullable PresentedChain client(byte[] ticket) {
    byte[] session = keys.open(ticket);
    if (session == null) {
      return null;
    }
    try {
      List<byte[]> chain = chain(DerReader.of(session).sequence("the session"));
      return chain.isEmpty() ? null : PresentedChain.of(chain.toArray(byte[][]::new));
    } catch (DerException e) {
      return null;
    }
  }

  private static List<byte[]> chain(DerReader session) {
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
