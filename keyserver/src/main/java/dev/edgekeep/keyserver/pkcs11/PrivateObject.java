package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.SubjectPublicKey;

/**
 * A private key on a token.
 *
 * @param handle valid until the session that it was found by is closed
 * @param name its label, or its identifier where it has none
 */
record PrivateObject(long handle, String name, SubjectPublicKey publicKey) {}
