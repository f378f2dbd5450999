/** Addresses that connections must not go to. */
@NullMarked
package dev.edgekeep.config.network;

import org.jspecify.annotations.NullMarked;
