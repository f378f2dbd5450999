@NullMarked
package dev.edgekeep.snapshot;

import org.jspecify.annotations.NullMarked;
