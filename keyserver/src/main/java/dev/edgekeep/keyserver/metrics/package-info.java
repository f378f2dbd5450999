/** What the key server counts. */
@NullMarked
package dev.edgekeep.keyserver.metrics;

import org.jspecify.annotations.NullMarked;
