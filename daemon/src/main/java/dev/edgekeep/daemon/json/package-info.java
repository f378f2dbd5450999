/** JSON, written straight into bytes. */
@NullMarked
package dev.edgekeep.daemon.json;

import org.jspecify.annotations.NullMarked;
