/** What is written down: one line for each operation, and what happened to connections. */
@NullMarked
package dev.edgekeep.keyserver.audit;

import org.jspecify.annotations.NullMarked;
