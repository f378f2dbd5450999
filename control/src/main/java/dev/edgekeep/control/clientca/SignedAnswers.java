package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.ocsp.CertId;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OCSP answers without a nonce that were signed lately. They are found by what they say, so that an
 * answer from before a revocation is never given after it. Any thread.
 */
final class SignedAnswers {
  /** How long an answer may be kept by who asked. */
  static final Duration VALIDITY = Duration.ofHours(1);

  /** How long an answer is given again instead of a new one. */
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private static final int KEPT = 2_000;

  private final Map<Question, Signed> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Signed> eldest) {
          return size() > KEPT;
        }
      };

  /** What an answer says of which certificates, by which issuer. */
  record Question(String issuerId, List<CertId> certIds, List<CertificateStatus> statuses) {
    Question {
      certIds = List.copyOf(certIds);
      statuses = List.copyOf(statuses);
    }

    /** Long questions are rare, and would fill the memory. */
    boolean isKept() {
      return certIds.size() <= 2;
    }
  }

  private record Signed(Slice answer, Instant at) {
    boolean isWithin(Duration age, Instant now) {
      return !now.isBefore(at) && now.isBefore(at.plus(age));
    }
  }

  synchronized void keep(Question question, byte[] answer, Instant now) {
    if (question.isKept()) {
      answers.put(question, new Signed(Slice.of(answer), now));
    }
  }

  /** An answer that need not be signed again yet. */
  Optional<byte[]> young(Question question, Instant now) {
    return find(question, YOUNG, now);
  }

  /** An answer that may still be given when a new one cannot be signed. */
  Optional<byte[]> valid(Question question, Instant now) {
    return find(question, VALIDITY, now);
  }

  private synchronized Optional<byte[]> find(Question question, Duration age, Instant now) {
    return Optional.ofNullable(answers.get(question))
        .filter(signed -> signed.isWithin(age, now))
        .map(signed -> signed.answer().toBytes());
  }
}
