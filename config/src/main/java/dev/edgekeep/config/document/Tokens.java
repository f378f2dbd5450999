package dev.edgekeep.config.document;

import org.jspecify.annotations.Nullable;

/** A document as a sequence of tokens. Not for use by several threads. */
public interface Tokens {
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
  public Kind next() throws DocumentException;

  /** The text of a scalar, or the name of an alias. */
  public String text();

  /** Whether the scalar is marked as text. */
  public boolean quoted();

  /** The name that later aliases may call this token's node by, or null. */
  public @Nullable String anchor();

  /** The line of this token, from 1. */
  public int line();
}
