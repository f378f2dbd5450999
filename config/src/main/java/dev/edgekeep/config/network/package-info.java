/** Addresses that connections may not go to. */
@NullMarked
package dev.edgekeep.config.network;

import org.jspecify.annotations.NullMarked;
