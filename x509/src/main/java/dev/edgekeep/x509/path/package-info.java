/** Path building and validation (RFC 5280 §6), and the resulting verdict. */
@NullMarked
package dev.edgekeep.x509.path;

import org.jspecify.annotations.NullMarked;
