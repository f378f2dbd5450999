package dev.edgekeep.control.clientca;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.ocsp.CertId;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Recently signed OCSP answers without a nonce. They are found by their content, so that an answer
 * from before a revocation is never served after it. Any thread.
 */
final class SignedAnswers {
  /** The time for which a client may use an answer. */
  static final Duration VALIDITY = Duration.ofHours(1);

  /** The time for which an answer is served again instead of a new one. */
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private static final int KEPT = 2_000;

  private final Cache<Question, Signed> answers =
      Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(VALIDITY).build();

  /** The content of an answer: the status of certificates of an issuer. */
  record Question(String issuerId, List<CertId> certIds, List<CertificateStatus> statuses) {
    Question {
      certIds = List.copyOf(certIds);
      statuses = List.copyOf(statuses);
    }

    /** Returns whether its answer is cached: long questions are rare, and would fill the memory. */
    boolean isKept() {
      return certIds.size() <= 2;
    }
  }

  private record Signed(Slice answer, Instant at) {
    boolean isWithin(Duration age, Instant now) {
      return !now.isBefore(at) && now.isBefore(at.plus(age));
    }
  }

  void keep(Question question, byte[] answer, Instant now) {
    if (question.isKept()) {
      answers.put(question, new Signed(Slice.of(answer), now));
    }
  }

  /** An answer that is young enough to be served again. */
  Optional<byte[]> young(Question question, Instant now) {
    return find(question, YOUNG, now);
  }

  /** An answer that is still valid, for when a new one cannot be signed. */
  Optional<byte[]> valid(Question question, Instant now) {
    return find(question, VALIDITY, now);
  }

  private Optional<byte[]> find(Question question, Duration age, Instant now) {
    return Optional.ofNullable(answers.getIfPresent(question))
        .filter(signed -> signed.isWithin(age, now))
        .map(signed -> signed.answer().toBytes());
  }
}
