@NullMarked
package dev.edgekeep.edge.proxyprotocol;

import org.jspecify.annotations.NullMarked;
