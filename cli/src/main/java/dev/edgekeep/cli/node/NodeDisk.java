package dev.edgekeep.cli.node;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The files of a node's state. What a method has written when it returns outlives a crash; what it
 * was writing when the machine stopped is there completely, or as it was before (an appended tail
 * may be cut off). One thread at a time for a file. Blocks.
 */
interface NodeDisk {
  /** The content of a file; null: there is none. */
  byte @Nullable [] read(String name) throws IOException;

  /** Replaces a file. */
  void write(String name, byte[] content) throws IOException;

  /** Adds to the end of a file, or creates it. */
  void append(String name, byte[] content) throws IOException;

  /** Cuts a file off. */
  void truncate(String name, long length) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;
}
