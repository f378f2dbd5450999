/** Reading DER (X.690) strictly, with limits and without copying; and writing it. */
@NullMarked
package dev.edgekeep.x509.der;

import org.jspecify.annotations.NullMarked;
