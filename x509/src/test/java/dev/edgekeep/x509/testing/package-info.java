/** Certificates and lists for tests. */
@NullMarked
package dev.edgekeep.x509.testing;

import org.jspecify.annotations.NullMarked;
