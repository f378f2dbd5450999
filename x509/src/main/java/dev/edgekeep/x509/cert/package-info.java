/** Certificates, read once at the border into immutable values. */
@NullMarked
package dev.edgekeep.x509.cert;

import org.jspecify.annotations.NullMarked;
