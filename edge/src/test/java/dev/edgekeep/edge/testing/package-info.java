/** Shared by the tests of the edge: certificates, real clients, an origin, a node on loopback. */
@NullMarked
package dev.edgekeep.edge.testing;

import org.jspecify.annotations.NullMarked;
