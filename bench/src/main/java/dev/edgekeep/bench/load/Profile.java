package dev.edgekeep.bench.load;

import java.security.cert.X509Certificate;

/** How a client connects and what it asks for. */
public sealed interface Profile {
  /** The name that the client asks for (SNI). */
  String serverName();

  /** The certificate that the server must show. */
  X509Certificate server();

  /**
   * Whether TLS sessions are resumed where the server allows it; otherwise every handshake is a
   * full one.
   */
  boolean resume();

  /** HTTP requests, all the same. */
  record Http(Request request, X509Certificate server, Protocol protocol, boolean resume)
      implements Profile {
    @Override
    public String serverName() {
      return request.host();
    }
  }

  /** Signatures by a key server, all of the same. */
  record KeyServer(String serverName, SignatureRequest request, X509Certificate server)
      implements Profile {
    @Override
    public boolean resume() {
      return false;
    }
  }

  /** What is spoken after the handshake. */
  enum Protocol {
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
