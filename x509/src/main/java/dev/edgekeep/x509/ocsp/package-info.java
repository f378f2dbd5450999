/**
 * The Online Certificate Status Protocol (RFC 6960): parses requests and creates responses. Values
 * only.
 */
@NullMarked
package dev.edgekeep.x509.ocsp;

import org.jspecify.annotations.NullMarked;
