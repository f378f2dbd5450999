/** Reading DER (X.690): strict, bounded, without copying. */
@NullMarked
package dev.edgekeep.x509.der;

import org.jspecify.annotations.NullMarked;
