/** Origins. */
package dev.edgekeep.edge.origin;
