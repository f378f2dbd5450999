package dev.edgekeep.snapshot;

/** The settings of a host apart from its certificates, its clients and its origin. */
public record HostPolicy(
    TlsPolicy tls, HttpsPolicy https, ForwardPolicy forward, ExchangePolicy exchange) {}
