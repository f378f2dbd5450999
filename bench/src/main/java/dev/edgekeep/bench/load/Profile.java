package dev.edgekeep.bench.load;

import java.security.cert.X509Certificate;

/** The connection settings and the request of a client. */
public sealed interface Profile {
  /** The server name in the handshake (SNI). */
  String serverName();

  /** The expected certificate of the server. */
  X509Certificate server();

  /**
   * Returns whether TLS sessions are resumed if the server allows it; otherwise every handshake is
   * full.
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

  /** Signature requests to a key server, all the same. */
  record KeyServer(String serverName, SignatureRequest request, X509Certificate server)
      implements Profile {
    @Override
    public boolean resume() {
      return false;
    }
  }

  /** The protocol after the handshake. */
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
