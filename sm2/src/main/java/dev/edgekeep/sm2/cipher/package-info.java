/**
 * The block cipher SM4 (GB/T 32907) with GCM and CBC. Nothing here looks up a table by secret data,
 * or branches on it.
 */
@NullMarked
package dev.edgekeep.sm2.cipher;

import org.jspecify.annotations.NullMarked;
