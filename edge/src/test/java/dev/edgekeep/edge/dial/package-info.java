/** Making connections to servers. */
package dev.edgekeep.edge.dial;
