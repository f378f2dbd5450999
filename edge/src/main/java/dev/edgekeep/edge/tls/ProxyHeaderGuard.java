package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.proxyprotocol.ProxyHeaders;
import dev.edgekeep.tls.HandshakeRefusedException;
import dev.edgekeep.tls.HelloReader;
import dev.edgekeep.tls.Refusal;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.SessionKey;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Recognizes a PROXY protocol header where a ClientHello is expected, and refuses the connection
 * with a reason that tells what to do. It stands before the protocols that are served. Immutable.
 */
public final class ProxyHeaderGuard implements ServerProtocol {
  /** The explanation for the operator. */
  public static final String UNEXPECTED =
      "the connection begins with a PROXY protocol header, which this listener does not accept from"
          + " this address. If it is your balancer, add its address to proxyProtocol.trust of the"
          + " listener, and have it send one header only; otherwise turn the PROXY protocol off at"
          + " the sender";

  @Override
  public Recognition recognize(ByteBuf first) {
    return switch (ProxyHeaders.beginning(first)) {
      case VERSION_1, VERSION_2 -> Recognition.YES;
      case UNDECIDED -> Recognition.UNDECIDED;
      case OTHER -> Recognition.NO;
    };
  }

  /** A reader that refuses whatever it reads, without an answer: the sender expects none. */
  @Override
  public HelloReader newHelloReader() {
    return in -> {
      throw new HandshakeRefusedException(
          new Refusal.ForReason(RefusalReason.PROXY_HEADER_UNEXPECTED, UNEXPECTED));
    };
  }

  @Override
  public ServerContext newContext(ServerProfile profile) {
    throw new UnsupportedOperationException("no connection gets past this protocol");
  }

  @Override
  public void rotateSessionKeys() {}

  @Override
  public void useSessionKeys(List<SessionKey> keys) {}
}
