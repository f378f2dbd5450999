package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.ClientContext;
import dev.edgekeep.tls.ClientHandshake;
import dev.edgekeep.tls.ClientProfile;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.TlsContextException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** A context towards servers that may ask for a certificate whose private key is elsewhere. */
final class BoringSslClientContext implements ClientContext {
  private static final Cleaner CLEANER = Cleaner.create();

  private final SslContext context;
  private final RemoteCredential credential;
  private final Handshakes<ClientHandshake> handshakes;

  private BoringSslClientContext(
      SslContext context, RemoteCredential credential, Handshakes<ClientHandshake> handshakes) {
    this.context = context;
    this.credential = credential;
    this.handshakes = handshakes;
  }

  /**
   * @throws GeneralSecurityException when the identity cannot be used
   */
  static ClientContext of(ClientProfile profile) throws GeneralSecurityException, SSLException {
    SslContext context = NativeContexts.client(profile);
    Credential identity = profile.identity();
    return identity != null && identity.key() instanceof Credential.Key.Remote remote
        ? remote(context, identity, remote)
        : (channel, serverName, port) -> context.newHandler(channel.alloc(), serverName, port);
  }

  private static ClientContext remote(
      SslContext context, Credential identity, Credential.Key.Remote remote)
      throws GeneralSecurityException {
    Handshakes<ClientHandshake> handshakes = new Handshakes<>();
    try {
      SSLContext.setPrivateKeyMethod(
          NativeContexts.pointer((ReferenceCountedOpenSslContext) context),
          new RemoteKeyMethod(handshakes));
      RemoteCredential credential = RemoteCredential.of(identity, remote.key());
      BoringSslClientContext made = new BoringSslClientContext(context, credential, handshakes);
      var _ = CLEANER.register(made, credential::release);
      return made;
    } catch (Exception e) { // tcnative declares no narrower type
      throw new GeneralSecurityException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public SslHandler newHandler(Channel channel, String serverName, int port) {
    SslHandler handler = context.newHandler(channel.alloc(), serverName, port);
    ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) handler.engine();
    long ssl = engine.sslPointer();
    try {
      credential.use(ssl);
    } catch (Exception e) { // tcnative declares no narrower type
      ReferenceCountUtil.release(engine);
      throw new TlsContextException(serverName + ": " + e.getMessage(), e);
    }
    ClientHandshake handshake = new ClientHandshake(channel, serverName);
    handshakes.begin(ssl, handshake, handshake.observed(credential.key()));
    handler.handshakeFuture().addListener(done -> handshakes.end(ssl));
    return handler;
  }
}
