/** The cryptography that this process computes with. */
@NullMarked
package dev.edgekeep.daemon.crypto;

import org.jspecify.annotations.NullMarked;
