/**
 * The handshake: read the ClientHello, find the host and its TLS context, authenticate both sides.
 */
@NullMarked
package dev.edgekeep.edge.tls;

import org.jspecify.annotations.NullMarked;
