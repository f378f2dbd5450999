package dev.edgekeep.snapshot.document;

import org.jspecify.annotations.Nullable;

/** A document as a sequence of tokens. Not for use by several threads. */
interface Tokens {
  /** What a token is. */
  enum Kind {
    MAPPING,
    MAPPING_END,
    SEQUENCE,
    SEQUENCE_END,
    SCALAR,
    ALIAS,
    END
  }

  /** Goes to the next token. After {@link Kind#END} nothing follows. */
  Kind next() throws DocumentException;

  /** The text of a scalar, or the name of an alias. */
  String text();

  /** Whether the scalar is marked as text. */
  boolean quoted();

  /** The name that later aliases may call this token's node by, or null. */
  @Nullable String anchor();

  /** The line of this token, from 1. */
  int line();
}
