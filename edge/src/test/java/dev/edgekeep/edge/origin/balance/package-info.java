/** Choosing servers. */
package dev.edgekeep.edge.origin.balance;
