/** The destinations of logs. */
@NullMarked
package dev.edgekeep.config.logs;

import org.jspecify.annotations.NullMarked;
