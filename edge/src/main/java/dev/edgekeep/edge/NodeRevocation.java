package dev.edgekeep.edge;

import dev.edgekeep.edge.clientauth.RemoteSources;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.fetch.LoopFetcher;
import dev.edgekeep.edge.fetch.Timer;
import dev.edgekeep.edge.ocsp.OcspQueries;
import dev.edgekeep.edge.ocsp.OcspStatuses;
import dev.edgekeep.edge.ocsp.ResponderStatus;
import dev.edgekeep.edge.ocsp.StapleStatus;
import dev.edgekeep.edge.ocsp.Staples;
import dev.edgekeep.edge.revocation.ListStatus;
import dev.edgekeep.edge.revocation.RevocationLists;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The revocation status that the node obtains from elsewhere. Any thread. */
final class NodeRevocation implements RevocationView, AutoCloseable {
  /** Parse lists, which takes a second for some ten megabytes. */
  private static final int WORKERS = 2;

  /** With more hosts, responses to staple are fetched when a host's first client comes. */
  private static final int HOSTS_IN_ADVANCE = 1_000;

  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, new DefaultThreadFactory("edge-revocation", true));
  private final RevocationLists lists;
  private final OcspQueries queries;
  private final OcspStatuses statuses;
  private final Staples staples;

  /**
   * @param changed called on a worker after other lists came in force
   */
  NodeRevocation(
      EventLoopGroup loops,
      NameResolver names,
      InstantSource clock,
      EventLog events,
      Runnable changed) {
    LoopFetcher fetcher = new LoopFetcher(loops, names);
    lists = new RevocationLists(fetcher, timer(loops), this::work, clock, events, changed);
    queries = new OcspQueries(fetcher, clock, events);
    statuses = new OcspStatuses(queries, clock);
    staples = new Staples(queries, timer(loops), clock, events);
  }

  private static Timer timer(EventLoopGroup loops) {
    return (delay, task) -> {
      try {
        ScheduledFuture<?> scheduled =
            loops.next().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
      } catch (RejectedExecutionException _) {
        return () -> {}; // the node is ending
      }
    };
  }

  private void work(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException _) {
      // The node is ending.
    }
  }

  RemoteSources sources() {
    return new RemoteSources(lists, statuses);
  }

  Staples fetchedStaples() {
    return staples;
  }

  @Override
  public List<ListStatus> lists() {
    return lists.statuses();
  }

  @Override
  public long listsReceived() {
    return lists.receivedCount();
  }

  @Override
  public long listsFailed() {
    return lists.failedCount();
  }

  @Override
  public OcspQueries.Counts ocspQueries() {
    return queries.counts();
  }

  @Override
  public List<StapleStatus> staples() {
    return staples.statuses();
  }

  @Override
  public List<ResponderStatus> responders() {
    return queries.responders();
  }

  /** Returns whether a response for a certificate is fetched before its first client comes. */
  static boolean fetchesInAdvance(Snapshot snapshot, Certificate leaf) {
    return snapshot.hosts().size() <= HOSTS_IN_ADVANCE
        && snapshot.hosts().values().stream()
            .flatMap(host -> host.certificates().stream())
            .anyMatch(certificate -> certificate.leaf().equals(leaf));
  }

  /** Obtains what a snapshot needs, from now on, and nothing else. One thread at a time. */
  void retain(Snapshot snapshot) {
    lists.retain(snapshot.clientCas().values());
    if (snapshot.hosts().size() <= HOSTS_IN_ADVANCE) {
      snapshot.hosts().values().forEach(host -> host.certificates().forEach(staples::of));
    }
  }

  @Override
  public void close() {
    lists.close();
    staples.close();
    workers.shutdownNow();
  }
}
