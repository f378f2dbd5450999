@NullMarked
package dev.edgekeep.edge.revocation;

import org.jspecify.annotations.NullMarked;
