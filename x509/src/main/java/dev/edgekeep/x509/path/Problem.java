package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;

/** The reason why a path is not valid. */
record Problem(Verdict verdict, Certificate culprit, String sentence) {
  PathResult.Refused refused() {
    return new PathResult.Refused(verdict, sentence, culprit);
  }
}
