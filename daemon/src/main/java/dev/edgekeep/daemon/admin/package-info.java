/** What the admin ports of the daemons have in common. */
@NullMarked
package dev.edgekeep.daemon.admin;

import org.jspecify.annotations.NullMarked;
