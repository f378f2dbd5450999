package dev.edgekeep.edge.ocsp;

import dev.edgekeep.edge.clientauth.ClientStatus;
import dev.edgekeep.edge.clientauth.ClientStatus.Kind;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The known status of one certificate. One question at a time is under way. A definite answer is
 * asked for again after half of its time, while it is used; it counts until its end. A revocation
 * counts until a newer response says otherwise. Any thread; never blocks.
 */
final class StatusEntry implements ClientStatus.Grounds {
  /** The time for which a response without nextUpdate counts. */
  static final Duration WITHOUT_NEXT_UPDATE = Duration.ofMinutes(5);

  static final Duration LONGEST = Duration.ofHours(12);

  /** The time for which the absence of a definite answer counts. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** The limit of a question that nobody waits for. */
  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(8);

  private final OcspQuestion question;
  private final OcspQueries queries;
  private final InstantSource clock;
  private volatile ClientStatus current;

  /** When to ask again. */
  private volatile long askAtMillis = Long.MIN_VALUE;

  private @Nullable CompletableFuture<@Nullable Void> underWay;
  private Instant thisUpdate = Instant.MIN;

  StatusEntry(OcspQuestion question, OcspQueries queries, InstantSource clock) {
    this.question = question;
    this.queries = queries;
    this.clock = clock;
    this.current = unknown("no responder has been asked", Long.MIN_VALUE, null);
  }

  private ClientStatus unknown(
      String sentence, long untilMillis, @Nullable CompletableFuture<?> pending) {
    return new ClientStatus(Kind.UNKNOWN, sentence, untilMillis, this, pending);
  }

  /** The present status; begins to ask where it is not known, or not for much longer. */
  ClientStatus find(long nowMillis, Duration timeout) {
    if (nowMillis >= askAtMillis) {
      ask(nowMillis, timeout);
    }
    return current;
  }

  @Override
  // Each status is another object.
  @SuppressWarnings("ReferenceEquality")
  public boolean areThoseOf(ClientStatus status, long nowMillis) {
    if (nowMillis >= askAtMillis && status.kind() != Kind.UNKNOWN) {
      ask(nowMillis, REFRESH_TIMEOUT);
    }
    return status == current;
  }

  private void ask(long nowMillis, Duration timeout) {
    synchronized (this) {
      if (underWay != null) {
        return;
      }
      underWay = new CompletableFuture<>();
      if (current.kind() == Kind.UNKNOWN || current.untilMillis() < nowMillis) {
        current =
            unknown(
                "the OCSP responder %s has not answered yet".formatted(question.responder()),
                Long.MAX_VALUE,
                underWay);
      }
    }
    queries.ask(question, timeout, this::ended);
  }

  private void ended(OcspResult result) {
    CompletableFuture<@Nullable Void> done;
    synchronized (this) {
      done = underWay;
      underWay = null;
      long now = clock.millis();
      switch (result) {
        case OcspResult.Answered(OcspAnswer.Single single, byte[] _)
            when !single.thisUpdate().isBefore(thisUpdate) -> {
          thisUpdate = single.thisUpdate();
          answered(single, now);
        }
        case OcspResult.Answered _ ->
            failed(
                "the OCSP responder %s gave an older response than before"
                    .formatted(question.responder()),
                now);
        case OcspResult.Failed(String reason) -> failed(reason, now);
      }
    }
    if (done != null) {
      done.complete(null);
    }
  }

  private void answered(OcspAnswer.Single single, long now) {
    long end = end(single, now);
    switch (single.status()) {
      case CertificateStatus.Good() -> {
        current = new ClientStatus(Kind.GOOD, "", end, this, null);
        askAtMillis = now + (end - now) / 2;
      }
      case CertificateStatus.Revoked(Instant at, var reason) -> {
        current =
            new ClientStatus(
                Kind.REVOKED,
                "the OCSP responder %s says that it is revoked since %s (%s)"
                    .formatted(question.responder(), at, reason.label()),
                Long.MAX_VALUE,
                this,
                null);
        askAtMillis = now + (end - now) / 2;
      }
      case CertificateStatus.Unknown() -> {
        askAtMillis = now + PAUSE.toMillis();
        if (current.kind() != Kind.REVOKED) {
          current =
              unknown(
                  "the OCSP responder %s does not know the certificate"
                      .formatted(question.responder()),
                  askAtMillis,
                  null);
        }
      }
    }
  }

  private static long end(OcspAnswer.Single single, long now) {
    Instant next = single.nextUpdate();
    return next == null
        ? now + WITHOUT_NEXT_UPDATE.toMillis()
        : Math.min(next.toEpochMilli(), now + LONGEST.toMillis());
  }

  /** A definite answer stays until its end. */
  private void failed(String sentence, long now) {
    askAtMillis = now + PAUSE.toMillis();
    if (current.kind() == Kind.UNKNOWN || current.untilMillis() < now) {
      current = unknown(sentence, askAtMillis, null);
    }
  }
}
