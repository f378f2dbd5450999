/**
 * A second protocol behind the port of module tls, on the same listener as TLS: how one is written.
 */
@NullMarked
package dev.edgekeep.edge.tls.toy;

import org.jspecify.annotations.NullMarked;
