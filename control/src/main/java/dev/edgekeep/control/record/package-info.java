/** Records: finding, listing, storing and removing them, the same way for every feature. */
@NullMarked
package dev.edgekeep.control.record;

import org.jspecify.annotations.NullMarked;
