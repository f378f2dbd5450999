/**
 * The Online Certificate Status Protocol (RFC 6960): requests and responses, created and parsed,
 * and the verification of responses. Values only.
 */
@NullMarked
package dev.edgekeep.x509.ocsp;

import org.jspecify.annotations.NullMarked;
