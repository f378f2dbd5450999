package dev.edgekeep.bench.load;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** Who the clients are: all of them one. */
public record Identity(X509Certificate certificate, PrivateKey key) {}
