package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;

/** Why a path does not count. */
record Problem(Verdict verdict, Certificate culprit, String sentence) {
  PathResult.Refused refused() {
    return new PathResult.Refused(verdict, sentence, culprit);
  }
}
