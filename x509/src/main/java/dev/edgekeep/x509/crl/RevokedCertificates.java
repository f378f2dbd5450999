package dev.edgekeep.x509.crl;

import java.io.IOException;

/**
 * The entries of a list that is being made, of which there may be more than fit into memory twice.
 * They are gone through several times and must be the same each time, in the same order, no serial
 * number twice.
 */
public interface RevokedCertificates {
  /** Takes one entry after the other. */
  interface Visitor {
    /**
     * @param serial the number as two's complement, shortest form; not kept
     * @param revokedAt in seconds since 1970
     */
    void visit(byte[] serial, long revokedAt, RevocationReason reason) throws IOException;
  }

  /** Gives every entry to the visitor. */
  void forEach(Visitor visitor) throws IOException;
}
