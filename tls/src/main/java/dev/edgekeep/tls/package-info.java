/**
 * The server side of TLS, without an implementation of it: the first records and their ClientHello,
 * alerts, and closing so that alerts arrive.
 */
@NullMarked
package dev.edgekeep.tls;

import org.jspecify.annotations.NullMarked;
