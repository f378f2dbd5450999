package dev.edgekeep.edge.ocsp;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.fetch.Timer;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The OCSP responses that this node staples to its server certificates (RFC 6066 §8): fetched from
 * the responder that a certificate names, verified, and fetched again in time. Hosts with the same
 * certificate share one. No handshake waits for it. Any thread; never blocks.
 */
public final class Staples implements AutoCloseable {
  private final ConcurrentMap<OcspQuestion, Staple> staples = new ConcurrentHashMap<>();
  private final OcspQueries queries;
  private final Timer timer;
  private final InstantSource clock;
  private final EventLog events;
  private volatile Listener listener = Listener.NOBODY;

  /** The part of the node that staples responses. Any thread; must not block. */
  public interface Listener {
    /** Serves no certificate. */
    Listener NOBODY =
        new Listener() {
          @Override
          public boolean isServed(Certificate leaf) {
            return false;
          }

          @Override
          public void changed(Certificate leaf) {}
        };

    /** Returns whether the node serves a certificate; if not, its response is given up. */
    boolean isServed(Certificate leaf);

    /** There is another response for a certificate, or none any more. */
    void changed(Certificate leaf);
  }

  public Staples(OcspQueries queries, Timer timer, InstantSource clock, EventLog events) {
    this.queries = queries;
    this.timer = timer;
    this.clock = clock;
    this.events = events;
  }

  /** Sets the listener, before the first certificate. */
  public void tell(Listener node) {
    listener = node;
  }

  /**
   * The response to staple; null when there is none (yet). Begins to fetch it.
   *
   * @return DER, not to be written to
   */
  public byte @Nullable [] of(ServerCertificate certificate) {
    OcspFetch fetch = certificate.ocspFetch();
    List<Certificate> chain = certificate.chain();
    HttpUrl responder =
        fetch == null || chain.size() < 2 ? null : OcspQuestion.responderOf(chain.getFirst());
    if (fetch == null || responder == null) {
      return null;
    }
    OcspQuestion question =
        new OcspQuestion(responder, fetch.forbidden(), chain.getFirst(), chain.get(1));
    Staple staple = staples.get(question);
    if (staple == null) {
      Staple added = new Staple(question, queries, timer, clock, new Events(question));
      staple = staples.putIfAbsent(question, added);
      if (staple == null) {
        staple = added;
        added.start();
      }
    }
    return staple.response();
  }

  /** The responses that are, or were last, stapled. */
  public List<StapleStatus> statuses() {
    List<StapleStatus> statuses = new ArrayList<>();
    staples.forEach((question, staple) -> {
      Instant end = staple.end();
      if (end != null) {
        statuses.add(new StapleStatus(question.certificate(), end));
      }
    });
    return statuses;
  }

  /** Receives what happens to one response. */
  private final class Events implements Staple.Listener {
    private final OcspQuestion question;

    Events(OcspQuestion question) {
      this.question = question;
    }

    @Override
    public boolean isServed() {
      boolean isServed = listener.isServed(question.certificate());
      if (!isServed) {
        staples.remove(question);
      }
      return isServed;
    }

    @Override
    public void changed() {
      listener.changed(question.certificate());
    }

    @Override
    public void failed(String detail) {
      events.record(EdgeEvent.ofNode(clock.instant(), EdgeEvent.Kind.OCSP_STAPLE_FAILED, detail));
    }
  }

  @Override
  public void close() {
    staples.values().forEach(Staple::close);
  }
}
