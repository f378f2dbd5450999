@NullMarked
package dev.edgekeep.edge.ocsp;

import org.jspecify.annotations.NullMarked;
