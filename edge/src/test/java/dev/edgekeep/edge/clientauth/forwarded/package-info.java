@NullMarked
package dev.edgekeep.edge.clientauth.forwarded;

import org.jspecify.annotations.NullMarked;
