package dev.edgekeep.edge.ocsp;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;

/**
 * A response that is stapled to a server certificate. Immutable.
 *
 * @param end after which it is stapled no more
 */
public record StapleStatus(Certificate certificate, Instant end) {}
