package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.Alert;
import dev.edgekeep.tls.Handshake;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Called by BoringSSL with the client's chain, on the event loop of the connection; answers with a
 * code that BoringSSL turns into an alert.
 *
 * <p>It stands in for the trust manager that Netty would wrap, because it gets the encoded chain:
 * no certificate of the JDK is created, and a session that is resumed does not pass through here
 * (the verdict is asked for again after every handshake).
 */
final class ChainVerifier extends CertificateVerifier {
  /**
   * A ticket holds the chain, and comes back in the ClientHello, for which many peers allow 16 KiB.
   * Netty's engine gets stuck with tickets of twice that, after the request was read: a client with
   * a longer chain gets none, and makes a full handshake each time.
   */
  private static final int MAX_IN_TICKET = 12 * 1024;

  private final Handshakes<Handshake> handshakes;

  ChainVerifier(Handshakes<Handshake> handshakes) {
    this.handshakes = handshakes;
  }

  @Override
  public int verify(long ssl, byte[][] chain, String authType) {
    Handshake handshake = handshakes.get(ssl);
    if (handshake == null) {
      return X509_V_ERR_UNSPECIFIED;
    }
    if (bytes(chain) > MAX_IN_TICKET) {
      SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
    }
    return code(handshake.verify(List.of(chain)));
  }

  private static int bytes(byte[][] chain) {
    int bytes = 0;
    for (byte[] certificate : chain) {
      bytes += certificate.length;
    }
    return bytes;
  }

  /** The code from which BoringSSL derives the alert (RFC 8446 §6.2). */
  private static int code(@Nullable Alert alert) {
    return switch (alert) {
      case null -> X509_V_OK;
      case UNKNOWN_CA -> X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
      case CERTIFICATE_EXPIRED -> X509_V_ERR_CERT_HAS_EXPIRED;
      case CERTIFICATE_REVOKED -> X509_V_ERR_CERT_REVOKED;
      case UNSUPPORTED_CERTIFICATE -> X509_V_ERR_INVALID_PURPOSE;
      case BAD_CERTIFICATE -> X509_V_ERR_CERT_REJECTED;
      case CERTIFICATE_UNKNOWN -> X509_V_ERR_CRL_PATH_VALIDATION_ERROR;
      default -> X509_V_ERR_UNSPECIFIED;
    };
  }
}
