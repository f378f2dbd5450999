package dev.edgekeep.edge.ocsp;

import dev.edgekeep.edge.fetch.Timer;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The response for one server certificate. It is fetched again after half of its time, and stapled
 * until its end. Any thread; never blocks.
 */
final class Staple {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The time for which a response without nextUpdate is stapled. */
  static final Duration WITHOUT_NEXT_UPDATE = Duration.ofHours(1);

  static final Duration LEAST_PAUSE = Duration.ofSeconds(5);
  static final Duration FIRST_PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);
  static final Duration LAST_PAUSE_AFTER_FAILURE = Duration.ofHours(1);

  private final OcspQuestion question;
  private final OcspQueries queries;
  private final Timer timer;
  private final InstantSource clock;
  private final Listener listener;

  private volatile @Nullable Response response;
  private @Nullable Runnable cancel;

  // One question at a time is under way: its end is the only writer.
  private @Nullable String problem;
  private int failuresInARow;
  private byte @Nullable [] stapled;
  private boolean isClosed;

  /** Receives what happens. Any thread; must not block. */
  interface Listener {
    /** Returns whether to go on. */
    boolean isServed();

    /** There is another response, or none any more. */
    void changed();

    /** Fetching begins to fail, or fails for another reason. */
    void failed(String detail);
  }

  /** A response that may be stapled until its end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Response(byte[] der, Instant thisUpdate, Instant end) {}

  Staple(
      OcspQuestion question,
      OcspQueries queries,
      Timer timer,
      InstantSource clock,
      Listener listener) {
    this.question = question;
    this.queries = queries;
    this.timer = timer;
    this.clock = clock;
    this.listener = listener;
  }

  void start() {
    schedule(Duration.ZERO);
  }

  /** DER; null when there is no current response. */
  byte @Nullable [] response() {
    Response now = response;
    return now == null || now.end().isBefore(clock.instant()) ? null : now.der();
  }

  /** The end of the last response, also if it has passed; null when there was none. */
  @Nullable Instant end() {
    Response now = response;
    return now == null ? null : now.end();
  }

  synchronized void close() {
    isClosed = true;
    if (cancel != null) {
      cancel.run();
    }
  }

  private synchronized void schedule(Duration delay) {
    if (!isClosed) {
      cancel = timer.schedule(delay, () -> queries.ask(question, TIMEOUT, this::ended));
    }
  }

  private void ended(OcspResult result) {
    byte[] before = response();
    String reason =
        switch (result) {
          case OcspResult.Failed(String why) -> why;
          case OcspResult.Answered(OcspAnswer.Single single, byte[] der) -> take(single, der);
        };
    Response now = response;
    boolean isNews = reason != null && !reason.equals(problem);
    problem = reason;
    failuresInARow = reason == null ? 0 : failuresInARow + 1;
    if (isNews) {
      listener.failed(
          "no OCSP response can be stapled to the certificate %s, serial number %s: %s%s"
              .formatted(
                  question.certificate().subject(),
                  question.certificate().serialNumber(),
                  reason,
                  response() == null || now == null
                      ? ""
                      : "; the last one is stapled until " + now.end()));
    }
    if (!listener.isServed()) {
      return;
    }
    boolean wasStapled = stapled != null;
    stapled = response();
    if (!Arrays.equals(before, stapled) || wasStapled != (stapled != null)) {
      listener.changed();
    }
    schedule(reason == null && now != null ? untilRefresh(now) : afterFailure(now));
  }

  /** Takes over a response; returns why not, or null. */
  private synchronized @Nullable String take(OcspAnswer.Single single, byte[] der) {
    if (!(single.status() instanceof CertificateStatus.Good)) {
      response = null;
      return "the responder %s says that the certificate is %s; clients will refuse it"
          .formatted(
              question.responder(),
              single.status() instanceof CertificateStatus.Revoked ? "revoked" : "unknown to it");
    }
    Response last = response;
    if (last != null && single.thisUpdate().isBefore(last.thisUpdate())) {
      return "the responder %s gave an older response than before".formatted(question.responder());
    }
    Instant next = single.nextUpdate();
    Instant end = next == null ? clock.instant().plus(WITHOUT_NEXT_UPDATE) : next;
    response =
        new Response(
            last != null && Arrays.equals(last.der(), der) ? last.der() : der,
            single.thisUpdate(),
            end);
    return null;
  }

  private Duration untilRefresh(Response now) {
    Duration left = Duration.between(clock.instant(), now.end());
    return atLeast(LEAST_PAUSE, part(left, ThreadLocalRandom.current().nextDouble(0.45, 0.55)));
  }

  /** No later than the end of the response that is stapled. */
  private Duration afterFailure(@Nullable Response now) {
    Duration doubled =
        FIRST_PAUSE_AFTER_FAILURE.multipliedBy(1L << Math.min(failuresInARow - 1, 10));
    Duration pause =
        doubled.compareTo(LAST_PAUSE_AFTER_FAILURE) < 0 ? doubled : LAST_PAUSE_AFTER_FAILURE;
    Duration random = part(pause, ThreadLocalRandom.current().nextDouble(0.5, 1));
    if (now == null) {
      return random;
    }
    Duration left = Duration.between(clock.instant(), now.end()).plusSeconds(1);
    return atLeast(LEAST_PAUSE, left.compareTo(random) < 0 ? left : random);
  }

  private static Duration atLeast(Duration least, Duration pause) {
    return pause.compareTo(least) < 0 ? least : pause;
  }

  private static Duration part(Duration whole, double factor) {
    return Duration.ofMillis((long) (whole.toMillis() * factor));
  }
}
