/** Reading a snapshot from a document and its files; everything that is wrong is told at once. */
@NullMarked
package dev.edgekeep.snapshot.read;

import org.jspecify.annotations.NullMarked;
