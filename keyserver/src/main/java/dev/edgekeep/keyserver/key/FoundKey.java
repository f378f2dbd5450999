package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.SubjectPublicKey;

/** A private key and the public key that it is found by; they have been seen to belong together. */
record FoundKey(HeldKey key, SubjectPublicKey publicKey) {}
