/** PKCS#11 tokens with private keys. Knows nothing of the keyless protocol. */
@NullMarked
package dev.edgekeep.keyserver.pkcs11;

import org.jspecify.annotations.NullMarked;
