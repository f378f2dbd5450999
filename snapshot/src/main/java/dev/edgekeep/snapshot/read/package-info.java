/** Reading a snapshot from a document and its files; all errors are reported at once. */
@NullMarked
package dev.edgekeep.snapshot.read;

import org.jspecify.annotations.NullMarked;
