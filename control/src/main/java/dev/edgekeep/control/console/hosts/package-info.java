/** Sites, hosts and origins, as pages. */
@NullMarked
package dev.edgekeep.control.console.hosts;

import org.jspecify.annotations.NullMarked;
