/** Messages read from bytes. */
package dev.edgekeep.edge.message;
