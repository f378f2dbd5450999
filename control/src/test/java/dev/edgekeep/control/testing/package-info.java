/** Shared parts of the control plane's tests: databases, a client of the API, the contract. */
@NullMarked
package dev.edgekeep.control.testing;

import org.jspecify.annotations.NullMarked;
