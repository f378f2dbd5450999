/** Key servers that hold private keys for edge nodes. */
@NullMarked
package dev.edgekeep.control.keyserver;

import org.jspecify.annotations.NullMarked;
