/** Certificates, parsed once into immutable values. */
@NullMarked
package dev.edgekeep.x509.cert;

import org.jspecify.annotations.NullMarked;
