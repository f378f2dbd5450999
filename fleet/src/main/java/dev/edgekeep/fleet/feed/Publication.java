package dev.edgekeep.fleet.feed;

/**
 * The result of publishing.
 *
 * @param version the newest version that is published
 * @param outcome what became of the one that should be
 */
public record Publication(long version, Outcome outcome) {
  /** The outcome for a version. */
  public enum Outcome {
    /** This call published it. */
    PUBLISHED,
    /** It was published already, or a newer one was. */
    ALREADY_THERE,

    /** Its number is used already by another content, or by one that cannot be read. */
    OTHER
  }
}
