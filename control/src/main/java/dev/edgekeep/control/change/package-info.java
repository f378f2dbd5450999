/** A change: one transaction, its audit records, and the version that it is deployed as. */
@NullMarked
package dev.edgekeep.control.change;

import org.jspecify.annotations.NullMarked;
