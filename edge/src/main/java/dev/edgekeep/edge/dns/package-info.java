/** Looking up the names of servers: hosts file, DNS, and the last good addresses when DNS fails. */
@NullMarked
package dev.edgekeep.edge.dns;

import org.jspecify.annotations.NullMarked;
