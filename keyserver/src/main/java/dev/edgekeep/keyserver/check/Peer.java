package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;

/**
 * Who answers, and how it is talked to.
 *
 * @param tlsVersion {@code TLSv1.3}
 * @param cipherSuite as the JDK names it
 */
public record Peer(String tlsVersion, String cipherSuite, Certificate certificate) {}
