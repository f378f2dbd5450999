/** {@code edgekeep verify}: what the edge would decide, for one certificate or a batch of cases. */
@NullMarked
package dev.edgekeep.cli.verify;

import org.jspecify.annotations.NullMarked;
