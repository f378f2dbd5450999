/** What the tests of the edge share: certificates, real clients, an origin, a node on loopback. */
@NullMarked
package dev.edgekeep.edge.testing;

import org.jspecify.annotations.NullMarked;
