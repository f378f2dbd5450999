package dev.edgekeep.edge.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.clientauth.ClientStatus;
import dev.edgekeep.edge.clientauth.RemoteSources;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of clients' certificates, by certificate, issuer and responder. Only certificates
 * whose path verified get here, so that nobody else makes the node connect to anything. Any thread;
 * never blocks.
 */
public final class OcspStatuses implements RemoteSources.Statuses {
  private static final int MOST = 50_000;
  private static final Duration UNUSED = Duration.ofHours(24);

  private final Cache<OcspQuestion, StatusEntry> entries =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(UNUSED).build();
  private final OcspQueries queries;
  private final InstantSource clock;

  public OcspStatuses(OcspQueries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  @Override
  public @Nullable ClientStatus find(ClientCa ca, List<Certificate> path, Instant now) {
    ClientOcsp ocsp = ca.remote().ocsp();
    if (ocsp == null || path.size() < 2) {
      return null;
    }
    Certificate leaf = path.getFirst();
    HttpUrl responder = ocsp.url() == null ? OcspQuestion.responderOf(leaf) : ocsp.url();
    if (responder == null) {
      return new ClientStatus(
          ClientStatus.Kind.UNKNOWN,
          "the certificate names no OCSP responder; give the client CA one, with ocsp.url",
          Long.MAX_VALUE,
          (status, millis) -> true,
          null);
    }
    OcspQuestion question = new OcspQuestion(responder, ca.remote().forbidden(), leaf, path.get(1));
    return entries
        .get(question, asked -> new StatusEntry(asked, queries, clock))
        .find(now.toEpochMilli(), ocsp.timeout());
  }

  /** Certificates whose status is kept. */
  public long size() {
    return entries.estimatedSize();
  }
}
