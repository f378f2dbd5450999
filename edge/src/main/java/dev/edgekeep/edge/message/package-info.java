/** HTTP messages as values: heads, fields and bodies, read strictly from bytes. No sockets. */
@NullMarked
package dev.edgekeep.edge.message;

import org.jspecify.annotations.NullMarked;
