/** Certificate revocation lists (RFC 5280 §5), read and written. */
@NullMarked
package dev.edgekeep.x509.crl;

import org.jspecify.annotations.NullMarked;
