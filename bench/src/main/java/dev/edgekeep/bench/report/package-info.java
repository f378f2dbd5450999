/** Figures as text that can be pasted into a document. */
@NullMarked
package dev.edgekeep.bench.report;

import org.jspecify.annotations.NullMarked;
