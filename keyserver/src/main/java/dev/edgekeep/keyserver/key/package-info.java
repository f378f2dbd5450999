/** Private keys: their sources, their names, their operations. */
@NullMarked
package dev.edgekeep.keyserver.key;

import org.jspecify.annotations.NullMarked;
