package dev.edgekeep.edge.revocation;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.clientauth.FetchedLists;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.fetch.Fetcher;
import dev.edgekeep.edge.fetch.Timer;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The revocation lists that this node fetches for the client CAs of its snapshot: those at
 * configured URLs, those that the CAs' own certificates name, and those that certificates name
 * whose path verified but for a list. A certificate that did not verify makes the node fetch
 * nothing. Any thread; methods do not block.
 */
public final class RevocationLists implements FetchedLists, AutoCloseable {
  private static final int MOST_FETCHES = 64;
  private static final int MOST_FETCHES_OF_CA = 2;

  /** Of all documents that are being received or read. */
  private static final long MOST_BYTES = 256 << 20;

  private final Parts parts;
  private final ConcurrentMap<ListSource.Key, ListSource> sources = new ConcurrentHashMap<>();

  /** The distribution points that verified paths named, by the certificates of the CA. */
  private final ConcurrentMap<List<Certificate>, NamedPoints> points = new ConcurrentHashMap<>();

  /**
   * The circumstances of all sources.
   *
   * @param worker parses lists, which may take long
   * @param changed called on the worker after other lists came in force
   */
  record Parts(
      Fetcher fetcher,
      Timer timer,
      Executor worker,
      InstantSource clock,
      RandomGenerator random,
      FetchSlots slots,
      ListLog log,
      Runnable changed) {}

  /**
   * @param worker runs tasks that may take long: no event loop
   * @param changed called on the worker after other lists came in force
   */
  public RevocationLists(
      Fetcher fetcher,
      Timer timer,
      Executor worker,
      InstantSource clock,
      EventLog events,
      Runnable changed) {
    this.parts =
        new Parts(
            fetcher,
            timer,
            worker,
            clock,
            RandomGenerator.getDefault(),
            new FetchSlots(MOST_FETCHES, MOST_FETCHES_OF_CA, MOST_BYTES),
            new ListLog(events, clock),
            changed);
  }

  /**
   * Fetches the lists of these CAs from now on, and those of no other. What was received before is
   * kept where the URL is the same. One thread at a time.
   */
  public void retain(Collection<ClientCa> cas) {
    Map<ListSource.Key, Duration> refresh = new HashMap<>();
    for (ClientCa ca : cas) {
      for (ListSource.Key key : keys(ca)) {
        refresh.merge(key, lists(ca).refresh(), (a, b) -> a.compareTo(b) < 0 ? a : b);
        var _ = source(key, ca);
      }
    }
    sources
        .entrySet()
        .removeIf(entry -> {
          Duration interval = refresh.get(entry.getKey());
          if (interval == null) {
            entry.getValue().close();
          } else {
            entry.getValue().refreshEvery(interval);
          }
          return interval == null;
        });
    Set<List<Certificate>> bundles = new HashSet<>();
    cas.forEach(ca -> bundles.add(ca.certificates()));
    points.keySet().retainAll(bundles);
  }

  private static RemoteLists lists(ClientCa ca) {
    return Objects.requireNonNull(ca.remote().lists());
  }

  /** The sources of a CA: none when it fetches no list. */
  private Set<ListSource.Key> keys(ClientCa ca) {
    Set<ListSource.Key> keys = new LinkedHashSet<>();
    RemoteLists lists = ca.remote().lists();
    if (lists != null) {
      lists.urls().forEach(url -> keys.add(key(ca, url)));
      if (lists.distributionPoints()) {
        PointUrls.of(ca.certificates()).forEach(url -> keys.add(key(ca, url)));
        NamedPoints named = points.get(ca.certificates());
        if (named != null) {
          named.urls().forEach(url -> keys.add(key(ca, url)));
        }
      }
    }
    return keys;
  }

  private static ListSource.Key key(ClientCa ca, HttpUrl url) {
    return new ListSource.Key(url, ca.remote().forbidden(), ca.certificates());
  }

  private ListSource source(ListSource.Key key, ClientCa ca) {
    ListSource known = sources.get(key);
    if (known != null) {
      return known;
    }
    List<RevocationList> seed = new ArrayList<>();
    sources.forEach((other, source) -> {
      if (other.url().equals(key.url())) {
        seed.addAll(source.held().lists());
      }
    });
    ListSource added = new ListSource(key, ca.name(), lists(ca).refresh(), parts);
    ListSource first = sources.putIfAbsent(key, added);
    if (first != null) {
      return first;
    }
    added.start(seed);
    return added;
  }

  @Override
  public List<RevocationList> of(ClientCa ca) {
    List<RevocationList> lists = new ArrayList<>();
    for (ListSource.Key key : keys(ca)) {
      ListSource source = sources.get(key);
      if (source != null) {
        lists.addAll(source.held().lists());
      }
    }
    return lists;
  }

  @Override
  public Missing missing(ClientCa ca, List<Certificate> path) {
    List<String> reasons = new ArrayList<>();
    List<CompletableFuture<?>> attempts = new ArrayList<>();
    RemoteLists lists = ca.remote().lists();
    if (lists != null && lists.distributionPoints()) {
      NamedPoints named = points.computeIfAbsent(ca.certificates(), any -> new NamedPoints());
      for (HttpUrl url : PointUrls.of(path.subList(0, Math.max(0, path.size() - 1)))) {
        if (named.add(url, this::isUseless)) {
          source(key(ca, url), ca).addSigners(path);
        } else {
          reasons.add(
              "the certificate names %s, and too many lists are fetched for this CA"
                  .formatted(url));
        }
      }
    }
    for (ListSource.Key key : keys(ca)) {
      ListSource source = sources.get(key);
      if (source != null && !source.firstAttempt().isDone()) {
        attempts.add(source.firstAttempt());
      }
      String problem = source == null ? null : source.state().problem();
      if (problem != null) {
        reasons.add("the list at %s cannot be fetched: %s".formatted(key.url(), problem));
      } else if (source != null && source.state().fetchedAt() == null) {
        reasons.add("the list at %s has not arrived yet".formatted(key.url()));
      }
    }
    return new Missing(
        String.join("; ", reasons),
        attempts.isEmpty()
            ? null
            : CompletableFuture.allOf(attempts.toArray(CompletableFuture<?>[]::new)));
  }

  /** Returns whether a distribution point has never given a list that is still current. */
  private boolean isUseless(HttpUrl url) {
    return sources.values().stream()
        .filter(source -> source.key().url().equals(url))
        .noneMatch(source -> {
          var end = source.held().nextUpdate();
          return end != null && end.isAfter(parts.clock().instant());
        });
  }

  /** The sources, for the admin page and metrics. */
  public List<ListStatus> statuses() {
    return sources.values().stream().map(ListStatus::of).sorted().toList();
  }

  /** Successful fetches since the start. */
  public long receivedCount() {
    return parts.log().receivedCount();
  }

  /** Failed fetches since the start. */
  public long failedCount() {
    return parts.log().failedCount();
  }

  /** Stops fetching. */
  @Override
  public void close() {
    sources.values().forEach(ListSource::close);
  }
}
