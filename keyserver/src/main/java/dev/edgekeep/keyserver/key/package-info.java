/** The keys: where they come from, how they are found, what they can do. */
@NullMarked
package dev.edgekeep.keyserver.key;

import org.jspecify.annotations.NullMarked;
