package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of validating a path. Immutable. */
public sealed interface PathResult {
  /** The outcome. */
  Verdict verdict();

  /**
   * The path is valid.
   *
   * @param path leaf first, trust anchor last
   * @param ca the CA that the anchor belongs to
   * @param validFrom the latest beginning of everything that the result depends on
   * @param validUntil the earliest end, inclusive, of the certificates' validity and of the lists
   *     that were used. The result must not be used after it
   */
  record Verified(List<Certificate> path, TrustedCa ca, Instant validFrom, Instant validUntil)
      implements PathResult {
    @Override
    public Verdict verdict() {
      return Verdict.VERIFIED;
    }
  }

  /**
   * There is no valid path.
   *
   * @param sentence who, what, since when and what to do: for operators, never for the peer
   * @param culprit the certificate concerned, if there is one
   */
  record Refused(Verdict verdict, String sentence, @Nullable Certificate culprit)
      implements PathResult {}
}
