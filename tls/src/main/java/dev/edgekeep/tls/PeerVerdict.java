package dev.edgekeep.tls;

import dev.edgekeep.x509.path.Verdict;

/** The verdict about a peer's certificate, with its explanation. Immutable. */
public interface PeerVerdict {
  /** The peer presented no certificate. */
  PeerVerdict ABSENT =
      new PeerVerdict() {
        @Override
        public Verdict verdict() {
          return Verdict.ABSENT;
        }

        @Override
        public String sentence() {
          return "the client presented no certificate";
        }
      };

  Verdict verdict();

  /** Why it is not verified, for a person to act on; empty when it is. */
  String sentence();

  default boolean isVerified() {
    return verdict() == Verdict.VERIFIED;
  }
}
