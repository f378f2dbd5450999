package dev.edgekeep.tls.boringssl;

import dev.edgekeep.x509.cert.Certificate;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.util.List;

/** The names of CAs that a server sends to its clients, by which they choose a certificate. */
final class ClientCas {
  /**
   * Beyond this the list of acceptable CA names would not fit a handshake well; clients then choose
   * without it.
   */
  private static final int MAX_NAMES_BYTES = 32 * 1024;

  private ClientCas() {}

  /**
   * Has a context send the names, unless there are none or too many.
   *
   * @param context as {@link NativeContexts#pointer} returns it
   * @throws Exception tcnative declares no narrower type
   */
  static void send(long context, List<Certificate> certificates) throws Exception {
    List<byte[]> cas = certificates.stream().map(Certificate::der).toList();
    int bytes = certificates.stream().mapToInt(ca -> ca.subject().encoded().length()).sum();
    if (cas.isEmpty() || bytes > MAX_NAMES_BYTES) {
      return;
    }
    boolean isAccepted =
        NativeMemory.withPem(
            "CERTIFICATE", cas, bio -> SSLContext.setCACertificateBio(context, bio));
    if (!isAccepted) {
      throw new IllegalStateException(
          "the names of the client CAs cannot be sent: " + SSL.getLastError());
    }
  }
}
