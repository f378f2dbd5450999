package dev.edgekeep.bench.load;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The identity of all clients. */
public record Identity(X509Certificate certificate, PrivateKey key) {}
