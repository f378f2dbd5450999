/** Looking up names. */
package dev.edgekeep.edge.dns;
