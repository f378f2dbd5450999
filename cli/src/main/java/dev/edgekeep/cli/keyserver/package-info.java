/** {@code edgekeep keyserver check --config}: checks the key servers of an edge configuration. */
@NullMarked
package dev.edgekeep.cli.keyserver;

import org.jspecify.annotations.NullMarked;
