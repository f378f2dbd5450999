/**
 * The snapshot as a value on the wire: parts with a content hash, full snapshots and deltas between
 * versions, as bytes that the version before and the version after can read. Values in, values out;
 * no input or output. The format is described in {@code docs/reference/snapshot-wire.md}.
 */
@NullMarked
package dev.edgekeep.snapshot.wire;

import org.jspecify.annotations.NullMarked;
