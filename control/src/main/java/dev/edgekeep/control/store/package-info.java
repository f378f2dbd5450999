/** The records of the control plane in SQLite or PostgreSQL. */
@NullMarked
package dev.edgekeep.control.store;

import org.jspecify.annotations.NullMarked;
