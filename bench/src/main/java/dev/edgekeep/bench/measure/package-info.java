/** What a process used and how long things took: numbers, and their spread. */
@NullMarked
package dev.edgekeep.bench.measure;

import org.jspecify.annotations.NullMarked;
