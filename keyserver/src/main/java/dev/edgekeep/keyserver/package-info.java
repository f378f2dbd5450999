/** The key server: holds private keys, and signs and decrypts for edges that may use them. */
@NullMarked
package dev.edgekeep.keyserver;

import org.jspecify.annotations.NullMarked;
