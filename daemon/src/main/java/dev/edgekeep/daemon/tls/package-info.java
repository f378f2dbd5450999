/** BoringSSL under Netty: native contexts and credentials, and closing so that alerts arrive. */
@NullMarked
package dev.edgekeep.daemon.tls;

import org.jspecify.annotations.NullMarked;
