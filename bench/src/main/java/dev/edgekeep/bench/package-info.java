@NullMarked
package dev.edgekeep.bench;

import org.jspecify.annotations.NullMarked;
