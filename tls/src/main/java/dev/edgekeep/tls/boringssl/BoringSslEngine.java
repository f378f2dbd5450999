package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.TlsEngine;
import dev.edgekeep.tls.TlsFailure;
import dev.edgekeep.tls.TlsSession;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A connection of BoringSSL under Netty's handler. Event loop only. */
final class BoringSslEngine implements TlsEngine {
  private final SslHandler handler;
  private final ReferenceCountedOpenSslEngine engine;

  BoringSslEngine(SslHandler handler, ReferenceCountedOpenSslEngine engine) {
    this.handler = handler;
    this.engine = engine;
  }

  @Override
  public ChannelHandler handler() {
    return handler;
  }

  @Override
  public TlsSession session() {
    SSLSession session = engine.getSession();
    return new TlsSession(
        session.getProtocol(),
        session.getCipherSuite(),
        handler.applicationProtocol(),
        SSL.isSessionReused(engine.sslPointer()));
  }

  @Override
  public List<byte[]> resumedChain() {
    try {
      Certificate[] certificates = engine.getSession().getPeerCertificates();
      List<byte[]> encoded = new ArrayList<>(certificates.length);
      for (Certificate certificate : certificates) {
        encoded.add(certificate.getEncoded());
      }
      return encoded;
    } catch (SSLPeerUnverifiedException _) {
      return List.of(); // a session without a client certificate
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of the session cannot be read back", e);
    }
  }

  @Override
  public TlsFailure explain(Throwable cause) {
    return EngineFailure.of(cause);
  }

  @Override
  public void established(ChannelPipeline pipeline) {
    CloseNotify.install(pipeline);
  }
}
