/** Shared by the key server's tests: openssl, and PKCS#11 tokens. */
@NullMarked
package dev.edgekeep.keyserver.testing;

import org.jspecify.annotations.NullMarked;
