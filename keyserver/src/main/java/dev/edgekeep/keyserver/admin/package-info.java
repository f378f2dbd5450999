/** The key server's admin pages: reload, keys, health, metrics. */
@NullMarked
package dev.edgekeep.keyserver.admin;

import org.jspecify.annotations.NullMarked;
