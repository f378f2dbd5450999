package dev.edgekeep.snapshot;

/**
 * The way in which an edge speaks to the servers of an origin and chooses one.
 *
 * @param protocol that the servers speak
 */
public record OriginPolicy(Protocol protocol, Balancing balancing, OriginTimeouts timeouts) {
  public static final OriginPolicy DEFAULT =
      new OriginPolicy(Protocol.HTTP1, Balancing.DEFAULT, OriginTimeouts.DEFAULT);

  /** The protocol that the servers of an origin speak. */
  public enum Protocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: by ALPN over TLS, with prior knowledge in plaintext (RFC 9113 §3.3). */
    HTTP2,
    /** HTTP/2 where the server chooses it by ALPN, and HTTP/1.1 otherwise. */
    AUTO
  }

  public OriginPolicy withProtocol(Protocol other) {
    return new OriginPolicy(other, balancing, timeouts);
  }

  public OriginPolicy withBalancing(Balancing other) {
    return new OriginPolicy(protocol, other, timeouts);
  }

  public OriginPolicy withTimeouts(OriginTimeouts others) {
    return new OriginPolicy(protocol, balancing, others);
  }
}
