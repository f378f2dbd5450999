/** What an operator asks a key server for: reload, keys, health, metrics. */
@NullMarked
package dev.edgekeep.keyserver.admin;

import org.jspecify.annotations.NullMarked;
