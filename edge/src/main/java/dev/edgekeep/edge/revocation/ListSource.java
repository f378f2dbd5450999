package dev.edgekeep.edge.revocation;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.fetch.FetchRequest;
import dev.edgekeep.edge.fetch.FetchResult;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lists at one URL for one client CA: fetched, checked, and fetched again in time. The last
 * good lists are kept while fetches fail; path validation sees to it that they count only until
 * their nextUpdate. Any thread; parsing blocks the thread of {@link RevocationLists.Parts#worker}.
 */
final class ListSource {
  /** Of an operator's URL; a tenant's list has the limit that it has in the API. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int MAX_BYTES_OF_TENANT = 16 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_SIGNERS = 64;

  /**
   * The identity of a source.
   *
   * @param certificates of the client CA
   */
  record Key(HttpUrl url, ForbiddenAddresses forbidden, List<Certificate> certificates) {}

  private final Key key;
  private final String clientCa;
  private final RevocationLists.Parts parts;
  private final CompletableFuture<@Nullable Void> firstAttempt = new CompletableFuture<>();
  private final Set<Certificate> signers;

  private volatile HeldLists held = HeldLists.NONE;
  private volatile ListState state = ListState.NEW;
  private Duration refresh;
  private FetchResult.@Nullable Validators validators;
  private @Nullable Runnable cancel;
  private boolean isClosed;

  /**
   * @param clientCa the name of the CA, for events
   */
  ListSource(Key key, String clientCa, Duration refresh, RevocationLists.Parts parts) {
    this.key = key;
    this.clientCa = clientCa;
    this.refresh = refresh;
    this.parts = parts;
    this.signers = new LinkedHashSet<>(key.certificates());
  }

  Key key() {
    return key;
  }

  String clientCa() {
    return clientCa;
  }

  HeldLists held() {
    return held;
  }

  ListState state() {
    return state;
  }

  /** Done when the first attempt has ended, however it ended. */
  CompletableFuture<@Nullable Void> firstAttempt() {
    return firstAttempt;
  }

  /** Begins to fetch, with what another source of the URL has received. */
  synchronized void start(List<RevocationList> seed) {
    try {
      held = held.with(seed, signers, parts.clock().instant());
    } catch (HeldLists.RefusedException _) {
      // Lists of another CA at the same URL.
    }
    schedule(Duration.ZERO);
  }

  /** Changes the time between fetches; a shorter one applies from now on. */
  synchronized void refreshEvery(Duration changed) {
    boolean isSooner = changed.compareTo(refresh) < 0;
    refresh = changed;
    if (isSooner && cancel != null && !isClosed) {
      schedule(Duration.ZERO);
    }
  }

  /** Adds certificates of a verified path, one of which may have signed the list. */
  synchronized void addSigners(Collection<Certificate> path) {
    for (Certificate certificate : path) {
      if (certificate.isCa() && signers.size() < MAX_SIGNERS) {
        signers.add(certificate);
      }
    }
  }

  synchronized void close() {
    isClosed = true;
    if (cancel != null) {
      cancel.run();
    }
    firstAttempt.complete(null);
  }

  private void schedule(Duration delay) {
    if (cancel != null) {
      cancel.run();
    }
    state = state.nextAt(parts.clock().instant().plus(delay));
    // Not on the timer's thread: parsing may hold the lock for long.
    cancel = parts.timer().schedule(delay, () -> parts.worker().execute(this::fetch));
  }

  private void fetch() {
    synchronized (this) {
      cancel = null;
    }
    Object owner = key.certificates();
    parts
        .slots()
        .acquire(
            owner,
            mostBytes(),
            () ->
                parts
                    .fetcher()
                    .fetch(
                        request(),
                        result ->
                            parts
                                .worker()
                                .execute(() -> {
                                  try {
                                    received(result);
                                  } finally {
                                    parts.slots().release(owner, mostBytes());
                                  }
                                })));
  }

  private synchronized FetchRequest request() {
    return FetchRequest.get(
        key.url(), key.forbidden(), held.all().isEmpty() ? null : validators, mostBytes(), TIMEOUT);
  }

  private int mostBytes() {
    return key.forbidden().isInternalForbidden() ? MAX_BYTES_OF_TENANT : MAX_BYTES;
  }

  private void received(FetchResult result) {
    boolean isChanged = apply(result);
    if (isChanged) {
      parts.changed().run();
    }
    firstAttempt.complete(null);
  }

  /** Returns whether other lists are in force now. */
  private synchronized boolean apply(FetchResult result) {
    if (isClosed) {
      return false;
    }
    HeldLists before = held;
    String problem =
        switch (result) {
          case FetchResult.Failed(String reason) -> reason;
          case FetchResult.NotModified() -> null;
          case FetchResult.Found found -> take(found);
        };
    Instant now = parts.clock().instant();
    Instant end = held.nextUpdate();
    if (problem == null && end != null && end.isBefore(now)) {
      problem = "the server's list was due for renewal at %s".formatted(end);
    }
    if (problem == null) {
      succeeded(now, !held.equals(before));
    } else {
      failed(now, problem);
    }
    return !held.equals(before);
  }

  /** Takes over a document; returns why not, or null. */
  private @Nullable String take(FetchResult.Found found) {
    try {
      List<RevocationList> received = PemFiles.revocationLists(found.body());
      held = held.with(received, signers, parts.clock().instant());
      validators = found.validators();
      return null;
    } catch (CertificateFormatException | HeldLists.RefusedException e) {
      return e.getMessage();
    } catch (RuntimeException e) {
      return "the document cannot be read: " + e; // or it would never be fetched again
    }
  }

  private void succeeded(Instant now, boolean isChanged) {
    boolean wasFailing = state.failures() > 0;
    state = state.succeeded(now);
    parts.log().succeeded();
    schedule(RefreshPlan.afterSuccess(now, refresh, held.nextUpdate(), parts.random()));
    if (isChanged || wasFailing) {
      parts.log().changed(this);
    }
  }

  private void failed(Instant now, String problem) {
    boolean isNews = !problem.equals(state.problem());
    state = state.failed(now, problem);
    schedule(RefreshPlan.afterFailure(state.failures(), refresh, parts.random()));
    parts.log().failed(this, problem, isNews);
  }
}
