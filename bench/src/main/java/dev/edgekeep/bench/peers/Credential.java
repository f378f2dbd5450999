package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and its key, also as PEM files; {@code both} contains one after the other. */
public record Credential(
    X509Certificate certificate, PrivateKey privateKey, Path chain, Path key, Path both) {}
