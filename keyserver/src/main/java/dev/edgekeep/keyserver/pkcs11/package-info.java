/** PKCS#11 tokens, as far as private keys need them. Knows nothing of the keyless protocol. */
@NullMarked
package dev.edgekeep.keyserver.pkcs11;

import org.jspecify.annotations.NullMarked;
