package dev.edgekeep.edge.dial;

import dev.edgekeep.tls.ServerCheck;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Verifies a server of an origin: by its chain, by its key, or by both. Immutable; any thread. */
final class OriginCheck extends ServerCheck {
  private static final String REASON = "origin-certificate-";

  private final PinnedKeys pins;
  private final @Nullable ServerTrust trust;

  /**
   * @param trust null: the key is all that is verified
   */
  OriginCheck(PinnedKeys pins, @Nullable ServerTrust trust) {
    this.pins = pins;
    this.trust = trust;
  }

  @Override
  protected void check(X509Certificate[] chain) throws CertificateException {
    try {
      pins.check(chain[0].getEncoded());
      if (trust != null) {
        trust.check(chain);
      }
    } catch (CertificateException e) {
      // Without a cause: the innermost message is the one that is told.
      throw new CertificateException(REASON + e.getMessage());
    }
  }
}
