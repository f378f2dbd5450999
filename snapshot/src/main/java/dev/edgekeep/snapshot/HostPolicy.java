package dev.edgekeep.snapshot;

/** What is said of a host beside its certificates, its clients and its origin. */
public record HostPolicy(TlsPolicy tls, HttpsPolicy https, ForwardPolicy forward) {}
