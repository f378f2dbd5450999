package dev.edgekeep.edge.keyserver;

import java.util.Locale;

/**
 * Why an operation was not done.
 *
 * @param detail a sentence that a person can act on: the addresses that were tried, and what each
 *     said
 */
public record KeyServerFailure(Kind kind, String detail) {
  /**
   * What failed. Where addresses failed in several ways, the first of these that one of them did.
   */
  public enum Kind {
    /** Too many operations wait on this edge already. */
    OVERLOADED,
    /** A key server answered with what is not the result of the certificate's key. */
    WRONG_RESULT,
    /** No answer came within the time limit. */
    TIMEOUT,
    /** A key server answered with an error other than {@link #KEY_NOT_FOUND}. */
    REFUSED,
    /** The key servers that answered have no such key, or none that this edge may use. */
    KEY_NOT_FOUND,
    /** Connections were closed, or sent what is no answer, instead of answering. */
    CONNECTION_LOST,
    /** No connection to any address could be made. */
    UNREACHABLE;

    /** For events and metrics: {@code key-not-found}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
