package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.SubjectPublicKey;

/**
 * A private key that a token holds.
 *
 * @param publicKey what the token finds it by, whatever its handle is
 * @param name its label, or its identifier where it has none
 */
public record TokenKey(SubjectPublicKey publicKey, String name) {}
