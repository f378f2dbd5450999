package dev.edgekeep.bench.load;

import dev.edgekeep.tls.ServerCheck;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Trusts one certificate, at the cost of a comparison. It is called only in full handshakes, which
 * distinguishes them from resumed ones.
 */
final class PinnedServer extends ServerCheck {
  private final X509Certificate expected;
  private final AtomicLong fullHandshakes = new AtomicLong();

  PinnedServer(X509Certificate expected) {
    this.expected = expected;
  }

  long fullHandshakes() {
    return fullHandshakes.get();
  }

  @Override
  protected void check(X509Certificate[] chain) throws CertificateException {
    if (!expected.equals(chain[0])) {
      throw new CertificateException("the server is " + chain[0].getSubjectX500Principal());
    }
    fullHandshakes.incrementAndGet();
  }
}
