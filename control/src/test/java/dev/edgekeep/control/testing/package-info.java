/** What the tests of the control plane share: databases, a client of the API, the contract. */
@NullMarked
package dev.edgekeep.control.testing;

import org.jspecify.annotations.NullMarked;
