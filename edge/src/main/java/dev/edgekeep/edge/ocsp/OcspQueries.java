package dev.edgekeep.edge.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.fetch.FetchResult;
import dev.edgekeep.edge.fetch.Fetcher;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import dev.edgekeep.x509.ocsp.OcspCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks OCSP responders and verifies what they say. Any thread; never blocks. */
public final class OcspQueries {
  private static final int MOST_RESPONDERS = 1_000;

  private final Fetcher fetcher;
  private final InstantSource clock;
  private final EventLog events;
  private final Cache<ResponderKey, Responder> responders =
      Caffeine.newBuilder().maximumSize(MOST_RESPONDERS).build();
  private final LongAdder good = new LongAdder();
  private final LongAdder revoked = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Responders of different tenants are different ones, wherever they are. */
  private record ResponderKey(String server, ForbiddenAddresses forbidden) {}

  /** The ends of questions since the start. */
  public record Counts(long good, long revoked, long unknown, long failed) {}

  public OcspQueries(Fetcher fetcher, InstantSource clock, EventLog events) {
    this.fetcher = fetcher;
    this.clock = clock;
    this.events = events;
  }

  /**
   * Asks one question.
   *
   * @param result called once, on any thread; perhaps before this returns
   */
  void ask(OcspQuestion question, Duration timeout, Consumer<OcspResult> result) {
    Responder responder = responder(question);
    responder.begin(
        clock.millis(),
        timeout,
        () ->
            fetcher.fetch(
                question.request(timeout), end -> ended(question, responder, end, result)),
        reason -> result.accept(failed(question, reason)));
  }

  private Responder responder(OcspQuestion question) {
    String server =
        (question.responder().https() ? "https://" : "http://") + question.responder().authority();
    return responders.get(
        new ResponderKey(server, question.forbidden()),
        key -> new Responder(key.server(), this::record));
  }

  private void record(EdgeEvent.Kind kind, String detail) {
    events.record(EdgeEvent.ofNode(clock.instant(), kind, detail));
  }

  private void ended(
      OcspQuestion question, Responder responder, FetchResult end, Consumer<OcspResult> result) {
    responder.ended(clock.millis(), failure(end));
    result.accept(
        switch (end) {
          case FetchResult.Found found -> verified(question, found.body());
          case FetchResult.Failed(String reason) -> failed(question, reason);
          case FetchResult.NotModified() -> failed(question, "status 304");
        });
  }

  /** Why a responder did not respond; null when it did, whatever it said. */
  private static @Nullable String failure(FetchResult end) {
    return switch (end) {
      case FetchResult.Found _ -> null;
      case FetchResult.Failed(String reason) -> reason;
      case FetchResult.NotModified() -> "status 304";
    };
  }

  private OcspResult verified(OcspQuestion question, byte[] der) {
    try {
      OcspAnswer.Single single =
          OcspCheck.verify(
              OcspAnswer.parse(der), question.certificate(), question.issuer(), clock.instant());
      count(single.status());
      return new OcspResult.Answered(single, der);
    } catch (CertificateFormatException | OcspCheck.RefusedException e) {
      return failed(question, String.valueOf(e.getMessage()));
    }
  }

  private void count(CertificateStatus status) {
    LongAdder counter =
        switch (status) {
          case CertificateStatus.Good _ -> good;
          case CertificateStatus.Revoked _ -> revoked;
          case CertificateStatus.Unknown _ -> unknown;
        };
    counter.increment();
  }

  private OcspResult failed(OcspQuestion question, String reason) {
    failed.increment();
    return new OcspResult.Failed(
        "the OCSP responder %s gave no usable response: %s"
            .formatted(question.responder(), reason));
  }

  public Counts counts() {
    return new Counts(good.sum(), revoked.sum(), unknown.sum(), failed.sum());
  }

  /** The responders that were asked, for the admin page. */
  public List<ResponderStatus> responders() {
    return responders.asMap().entrySet().stream()
        .map(entry ->
            new ResponderStatus(
                entry.getKey().server(), entry.getValue().underWay(), entry.getValue().failures()))
        .sorted()
        .toList();
  }
}
