package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.Handshake;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.SessionPolicy;
import dev.edgekeep.tls.TlsContextException;
import dev.edgekeep.tls.TlsEngine;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A BoringSSL context with the credentials and the verification of one profile. Any thread. */
final class BoringSslContext implements ServerContext {
  /** RFC 8446 §4.6.1 allows a week; the ticket keys end sooner. */
  private static final int SESSION_SECONDS = 2 * 60 * 60;

  private final ServerProfile profile;
  private final ReferenceCountedOpenSslContext context;
  private final Handshakes<Handshake> handshakes;
  private final List<RemoteCredential> remote;
  private final TicketKeys ticketKeys;
  private volatile OpenSslSessionTicketKey[] installedKeys;

  private BoringSslContext(
      ServerProfile profile,
      ReferenceCountedOpenSslContext context,
      Handshakes<Handshake> handshakes,
      List<RemoteCredential> remote,
      TicketKeys ticketKeys) {
    this.profile = profile;
    this.context = context;
    this.handshakes = handshakes;
    this.remote = List.copyOf(remote);
    this.ticketKeys = ticketKeys;
    this.installedKeys = resumption();
  }

  /**
   * Builds the context: about a millisecond of work, no I/O.
   *
   * @throws TlsContextException when BoringSSL rejects a part of the profile
   */
  static BoringSslContext of(ServerProfile profile, TicketKeys ticketKeys) {
    Handshakes<Handshake> handshakes = new Handshakes<>();
    List<RemoteCredential> remote = new ArrayList<>();
    ReferenceCountedOpenSslContext context = null;
    try {
      context = NativeContexts.server(profile);
      long pointer = NativeContexts.pointer(context);
      for (Credential credential : profile.credentials()) {
        switch (credential.key()) {
          case Credential.Key.Held held ->
              NativeCredential.add(pointer, credential, held.key().pkcs8());
          case Credential.Key.Remote away ->
              remote.add(RemoteCredential.of(credential, away.key()));
        }
      }
      if (!remote.isEmpty()) {
        SSLContext.setPrivateKeyMethod(pointer, new RemoteKeyMethod(handshakes));
      }
      if (profile.clientAuth() != ClientAuth.NONE) {
        SSLContext.setCertVerifyCallback(pointer, new ChainVerifier(handshakes));
        ClientCas.send(pointer, profile.clientCas());
      }
      return new BoringSslContext(profile, context, handshakes, remote, ticketKeys);
    } catch (Exception e) { // tcnative declares no narrower type
      remote.forEach(RemoteCredential::release);
      if (context != null) {
        context.release();
      }
      throw new TlsContextException(profile.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public ServerProfile profile() {
    return profile;
  }

  @Override
  public @Nullable TlsEngine newEngine(Handshake handshake) {
    try {
      context.retain();
    } catch (IllegalReferenceCountException _) {
      return null;
    }
    try {
      useCurrentTicketKeys();
      return engine(handshake);
    } finally {
      context.release();
    }
  }

  private TlsEngine engine(Handshake handshake) {
    WaitingTasks tasks = profile.mayWait() ? new WaitingTasks(handshake) : null;
    SslHandler handler =
        tasks == null
            ? context.newHandler(handshake.channel().alloc())
            : context.newHandler(handshake.channel().alloc(), tasks);
    ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) handler.engine();
    long ssl = engine.sslPointer();
    if (tasks != null) {
      tasks.of(engine);
    }
    RemoteCredential credential = remote.isEmpty() ? null : choose(handshake);
    if (credential != null) {
      try {
        credential.use(ssl);
      } catch (Exception e) { // tcnative declares no narrower type
        ReferenceCountUtil.release(engine);
        throw new TlsContextException(profile.name() + ": " + e.getMessage(), e);
      }
    }
    if (profile.requiresClients() && !handshake.requiresClient()) {
      engine.setWantClientAuth(false); // asks for no certificate, on this connection only
    }
    if (!mayResume(handshake)) {
      // On the context it has no effect: Netty's engine asks for tickets.
      SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
    }
    handshakes.begin(ssl, handshake, credential == null ? null : credential.key());
    handler.handshakeFuture().addListener(done -> handshakes.end(ssl));
    handler.setHandshakeTimeoutMillis(0); // one limit spans ClientHello and handshake
    return new BoringSslEngine(handler, engine);
  }

  private boolean mayResume(Handshake handshake) {
    SessionPolicy policy = profile.sessions();
    return policy != null && TicketCheck.mayResume(ticketKeys, handshake.hello().tickets(), policy);
  }

  /**
   * A connection has one certificate with a remote key beside those with keys here, which BoringSSL
   * prefers. Of several, the first that the client accepts.
   */
  private RemoteCredential choose(Handshake handshake) {
    boolean tls13 = profile.versions().contains("TLSv1.3");
    for (RemoteCredential credential : remote) {
      if (handshake.hello().keys().accepts(credential.algorithm(), tls13)) {
        return credential;
      }
    }
    return remote.getFirst();
  }

  /** Sessions are resumed by ticket only, and where they are bound to. */
  private OpenSslSessionTicketKey[] resumption() {
    OpenSslSessionTicketKey[] keys = ticketKeys.current();
    OpenSslServerSessionContext sessions = sessionContext();
    sessions.setSessionCacheEnabled(false);
    SessionPolicy policy = profile.sessions();
    if (policy != null) {
      sessions.setSessionTimeout(SESSION_SECONDS);
      sessions.setSessionIdContext(policy.binding());
      sessions.setTicketKeys(keys);
    }
    return keys;
  }

  @SuppressWarnings("ReferenceEquality") // a change of keys creates another array
  private void useCurrentTicketKeys() {
    OpenSslSessionTicketKey[] current = ticketKeys.current();
    if (current != installedKeys && profile.sessions() != null) {
      sessionContext().setTicketKeys(current);
      installedKeys = current;
    }
  }

  private OpenSslServerSessionContext sessionContext() {
    return (OpenSslServerSessionContext) context.sessionContext();
  }

  @Override
  public void release() {
    context.release();
    remote.forEach(RemoteCredential::release);
  }
}
