package dev.edgekeep.bench.load;

import java.security.cert.X509Certificate;

/**
 * How a client connects and what it asks for.
 *
 * @param server the certificate that the server must show
 * @param resume whether TLS sessions are resumed where the server allows it; otherwise every
 *     handshake is a full one
 */
public record Profile(Request request, X509Certificate server, Protocol protocol, boolean resume) {
  /** What is spoken after the handshake. */
  public enum Protocol {
    HTTP_1("http/1.1"),
    HTTP_2("h2");

    private final String alpn;

    Protocol(String alpn) {
      this.alpn = alpn;
    }

    String alpn() {
      return alpn;
    }
  }
}
