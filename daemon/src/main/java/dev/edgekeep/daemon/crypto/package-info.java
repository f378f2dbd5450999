/** The cryptography provider of the process. */
@NullMarked
package dev.edgekeep.daemon.crypto;

import org.jspecify.annotations.NullMarked;
