package dev.edgekeep.edge.keyserver;

import java.util.Locale;

/**
 * The reason why an operation failed.
 *
 * @param detail a sentence that a person can act on: the addresses that were tried, and the answer
 *     of each
 */
public record KeyServerFailure(Kind kind, String detail) {
  /** The kind of failure. Where addresses failed in several ways, the first of these applies. */
  public enum Kind {
    /** Too many operations wait on this edge already. */
    OVERLOADED,
    /** A key server answered with a result that is not of the certificate's key. */
    WRONG_RESULT,
    /** No answer came within the time limit. */
    TIMEOUT,
    /** A key server answered with an error other than {@link #KEY_NOT_FOUND}. */
    REFUSED,
    /** The key servers that answered have no such key, or none that this edge may use. */
    KEY_NOT_FOUND,
    /** Connections were closed, or sent something that is not an answer. */
    CONNECTION_LOST,
    /** No connection to any address could be established. */
    UNREACHABLE;

    /** For events and metrics: {@code key-not-found}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
