/**
 * The Online Certificate Status Protocol (RFC 6960): requests read, responses made. Values only.
 */
@NullMarked
package dev.edgekeep.x509.ocsp;

import org.jspecify.annotations.NullMarked;
