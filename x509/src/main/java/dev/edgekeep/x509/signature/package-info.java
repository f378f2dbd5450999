/** Making signatures, and checking those on certificates, lists and requests. */
@NullMarked
package dev.edgekeep.x509.signature;

import org.jspecify.annotations.NullMarked;
