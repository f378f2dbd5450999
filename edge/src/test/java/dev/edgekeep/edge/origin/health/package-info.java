/** Health of servers. */
package dev.edgekeep.edge.origin.health;
