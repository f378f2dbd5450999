/** The audit log, one line for each operation, and the event log. */
@NullMarked
package dev.edgekeep.keyserver.audit;

import org.jspecify.annotations.NullMarked;
