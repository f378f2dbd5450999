/** Creating signatures, and verifying those of certificates, lists and requests. */
@NullMarked
package dev.edgekeep.x509.signature;

import org.jspecify.annotations.NullMarked;
