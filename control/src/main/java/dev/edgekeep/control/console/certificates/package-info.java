/** Server certificates, as pages. */
@NullMarked
package dev.edgekeep.control.console.certificates;

import org.jspecify.annotations.NullMarked;
