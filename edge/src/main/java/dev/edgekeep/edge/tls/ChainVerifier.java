package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.tls.boringssl.VerifyCode;
import dev.edgekeep.x509.path.Verdict;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Called by BoringSSL with the client's chain, on the event loop of the connection. In mode {@code
 * request} the verdict is recorded and the handshake goes on; in mode {@code require} anything but
 * {@link Verdict#VERIFIED} ends it with the alert that fits. Where we fail ourselves, the client is
 * refused.
 *
 * <p>It stands in for Netty's trust manager wrapping, because it gets the encoded chain and answers
 * with a code: no JDK certificate is made, and a session that is resumed does not pass through here
 * (the verdict is asked for again after every handshake).
 */
final class ChainVerifier extends CertificateVerifier {
  /**
   * A ticket holds the chain, and comes back in the ClientHello, for which many peers allow 16 KiB.
   * Netty's engine gets stuck with tickets of twice that, after the request was read: a client with
   * a longer chain gets none, and makes a full handshake each time.
   */
  private static final int MAX_IN_TICKET = 12 * 1024;

  private final ClientTrust trust;
  private final boolean required;
  private final InstantSource clock;
  private final Handshakes handshakes;

  ChainVerifier(ClientTrust trust, boolean required, InstantSource clock, Handshakes handshakes) {
    this.handshakes = handshakes;
    this.trust = trust;
    this.required = required;
    this.clock = clock;
  }

  @Override
  public int verify(long ssl, byte[][] chain, String authType) {
    Handshake handshake = handshakes.get(ssl);
    if (handshake == null) {
      return X509_V_ERR_UNSPECIFIED;
    }
    if (Arrays.stream(chain).mapToInt(certificate -> certificate.length).sum() > MAX_IN_TICKET) {
      SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
    }
    try {
      CheckedClient checked = trust.check(PresentedChain.of(chain), clock.instant());
      handshake.checked(checked);
      return checked.verdict().isVerified() || !required
          ? X509_V_OK
          : VerifyCode.of(checked.verdict().verdict());
    } catch (RuntimeException e) { // must not cross into native code; fails closed
      handshake.failed(e);
      return X509_V_ERR_UNSPECIFIED;
    }
  }
}
