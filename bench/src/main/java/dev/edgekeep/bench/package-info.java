/** {@code bench/run}: compares Edgekeep with its peers, on one machine, in one run. */
@NullMarked
package dev.edgekeep.bench;

import org.jspecify.annotations.NullMarked;
