package dev.edgekeep.control.user;

/**
 * The client of a request to the console.
 *
 * @param address from which the connection came
 * @param certificate the SHA-256 fingerprint (hexadecimal) of the certificate of its TLS handshake,
 *     whose key it has proven to have; empty: it sent none. Header fields never count
 */
public record Client(String address, String certificate) {}
