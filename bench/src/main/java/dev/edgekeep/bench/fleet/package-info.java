/** A fleet on one machine: a control plane, a message server, and very many nodes. */
@NullMarked
package dev.edgekeep.bench.fleet;

import org.jspecify.annotations.NullMarked;
