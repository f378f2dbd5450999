package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a key.
 *
 * @param ski what it is found by
 * @param modulusDigest what older peers find an RSA key by; null for other keys
 * @param algorithm {@code RSA-2048}, {@code P-256}, {@code P-384}, {@code P-521}, {@code Ed25519}
 * @param origin where it lies: a file's path, or a token's label and the key's
 * @param onToken whether operations go to a PKCS#11 token
 */
public record KeyInfo(
    SubjectKeyId ski,
    @Nullable ModulusDigest modulusDigest,
    String algorithm,
    String origin,
    boolean onToken) {}
