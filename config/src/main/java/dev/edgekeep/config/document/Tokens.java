package dev.edgekeep.config.document;

import org.jspecify.annotations.Nullable;

/** A document as a sequence of tokens. One thread. */
public interface Tokens {
  /** The kind of a token. */
  enum Kind {
    MAPPING,
    MAPPING_END,
    SEQUENCE,
    SEQUENCE_END,
    SCALAR,
    ALIAS,
    END
  }

  /** Moves to the next token; {@link Kind#END} is the last one. */
  public Kind next() throws DocumentException;

  /** The text of a scalar, or the name of an alias. */
  public String text();

  /** Returns whether the scalar is marked as text. */
  public boolean quoted();

  /** The anchor of this token's node, which aliases refer to; null: none. */
  public @Nullable String anchor();

  /** The line of this token, from 1. */
  public int line();
}
