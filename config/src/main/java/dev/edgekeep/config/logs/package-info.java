/** Where logs go. */
@NullMarked
package dev.edgekeep.config.logs;

import org.jspecify.annotations.NullMarked;
