/** The web console: pages for browsers, over the operations of the API. */
@NullMarked
package dev.edgekeep.control.console;

import org.jspecify.annotations.NullMarked;
