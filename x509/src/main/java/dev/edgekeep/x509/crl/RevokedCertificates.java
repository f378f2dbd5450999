package dev.edgekeep.x509.crl;

import java.io.IOException;

/**
 * The entries of a list to be written, possibly too many to hold in memory twice. They are visited
 * several times and must be the same each time, in the same order, without duplicate serial
 * numbers.
 */
public interface RevokedCertificates {
  /** Receives the entries one by one. */
  interface Visitor {
    /**
     * @param serial the number in two's complement, shortest form; not retained
     * @param revokedAt in seconds since 1970
     */
    void visit(byte[] serial, long revokedAt, RevocationReason reason) throws IOException;
  }

  /** Passes every entry to the visitor. */
  void forEach(Visitor visitor) throws IOException;
}
