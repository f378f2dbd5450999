/** Everything that pages have in common: the visit, sessions, forms, rendering, static files. */
@NullMarked
package dev.edgekeep.control.console.page;

import org.jspecify.annotations.NullMarked;
