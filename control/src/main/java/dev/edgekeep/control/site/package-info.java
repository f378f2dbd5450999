/** Sites: the domains that an account serves. */
@NullMarked
package dev.edgekeep.control.site;

import org.jspecify.annotations.NullMarked;
