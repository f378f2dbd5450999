/** {@code edgekeep keyserver check --config}: what an edge's configuration says of key servers. */
@NullMarked
package dev.edgekeep.cli.keyserver;

import org.jspecify.annotations.NullMarked;
