package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.ClientContext;
import dev.edgekeep.tls.ClientProfile;
import dev.edgekeep.tls.HelloReader;
import dev.edgekeep.tls.HelloRecords;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.SessionKey;
import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS 1.2 and 1.3 by BoringSSL. Contexts of one object share the keys of their session tickets, and
 * their {@link dev.edgekeep.tls.SessionPolicy} keeps them apart. Any thread.
 */
public final class BoringSsl implements ServerProtocol {
  private final TicketKeys ticketKeys = new TicketKeys(new SecureRandom());

  /**
   * A context towards servers, to be shared by all connections that it is for. Its native memory is
   * freed when it is garbage.
   *
   * @throws GeneralSecurityException when the identity cannot be used
   */
  public static ClientContext clientContext(ClientProfile profile)
      throws GeneralSecurityException, SSLException {
    return BoringSslClientContext.of(profile);
  }

  /** Anything: what is no TLS is refused by the reader, with the alert that says so. */
  @Override
  public Recognition recognize(ByteBuf first) {
    return Recognition.YES;
  }

  @Override
  public HelloReader newHelloReader() {
    return new HelloRecords();
  }

  @Override
  public ServerContext newContext(ServerProfile profile) {
    return BoringSslContext.of(profile, ticketKeys);
  }

  @Override
  public void rotateSessionKeys() {
    ticketKeys.rotate();
  }

  @Override
  public void useSessionKeys(List<SessionKey> keys) {
    ticketKeys.use(keys);
  }
}
