/** What the key server's tests share: openssl, and PKCS#11 tokens. */
@NullMarked
package dev.edgekeep.keyserver.testing;

import org.jspecify.annotations.NullMarked;
