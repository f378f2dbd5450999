package dev.edgekeep.snapshot;

/** A host and all that the edge enforces for it. */
public record Host(
    HostPattern name,
    ServerCertificate certificate,
    ClientAuth clientAuth,
    TlsPolicy tls,
    HttpsPolicy https,
    ForwardPolicy forward,
    Origin origin) {}
