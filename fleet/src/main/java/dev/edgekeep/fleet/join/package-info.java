/** Joining: tokens, requests, credentials and their renewal. */
@NullMarked
package dev.edgekeep.fleet.join;

import org.jspecify.annotations.NullMarked;
