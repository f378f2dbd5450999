/**
 * TLS by BoringSSL under Netty. The only package that calls tcnative, reads private fields of Netty
 * and knows BoringSSL's own formats.
 */
@NullMarked
package dev.edgekeep.tls.boringssl;

import org.jspecify.annotations.NullMarked;
