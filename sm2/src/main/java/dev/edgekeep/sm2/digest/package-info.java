/**
 * The hash SM3 (GB/T 32905) and what is built from it: HMAC, the key derivation of SM2, the
 * pseudo-random function of TLCP.
 */
@NullMarked
package dev.edgekeep.sm2.digest;

import org.jspecify.annotations.NullMarked;
