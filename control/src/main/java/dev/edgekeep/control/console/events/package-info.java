/** The overview and events, as pages. */
@NullMarked
package dev.edgekeep.control.console.events;

import org.jspecify.annotations.NullMarked;
