package dev.edgekeep.edge.clientauth.forwarded;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clients behind one connection that may come from a balancer: the verdict about each request
 * is found by the certificate in its header, and never outlives the request. A balancer sends the
 * requests of many clients over one connection. Event loop only; one object a connection.
 */
public final class ForwardedClients {
  /** Verdicts that are kept for the connection: of refused chains only those, for a few seconds. */
  private static final int REMEMBERED = 16;

  private final InetAddress peer;
  private final InetAddress source;
  private final InstantSource clock;
  private final Map<PresentedChain.Key, CheckedClient> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PresentedChain.Key, CheckedClient> eldest) {
          return size() > REMEMBERED;
        }
      };

  private @Nullable FromHeader decided;
  private boolean isTrusted;

  /**
   * @param peer the address of the TCP connection
   * @param source the address that a PROXY protocol header names; otherwise that of the peer
   */
  public ForwardedClients(InetAddress peer, InetAddress source, InstantSource clock) {
    this.peer = peer;
    this.source = source;
    this.clock = clock;
  }

  /**
   * Returns whether the sender of the requests may pass on certificates: then nothing else tells
   * the client. A balancer of TCP connections may be trusted; the client behind it, whose requests
   * they are, is not for that.
   */
  // Nearly always the setting of the last request.
  @SuppressWarnings("ReferenceEquality")
  public boolean isTrusted(FromHeader setting) {
    if (setting != decided) {
      isTrusted = setting.isTrusted(peer, source);
      decided = setting;
    }
    return isTrusted;
  }

  /** The verdict about the client of a request, by the certificate in its header. */
  public ClientVerdict verdict(FromHeader.Format format, Fields fields, ClientTrust trust) {
    return switch (CertificateHeaders.read(format, fields)) {
      case HeaderCertificate.None _ -> ClientVerdict.ABSENT;
      case HeaderCertificate.Chain(PresentedChain chain) -> check(chain, trust);
      case HeaderCertificate.Malformed(String problem) ->
          new ClientVerdict(
              Verdict.MALFORMED,
              List.of(),
              List.of(),
              null,
              "the balancer passed on no usable client certificate: " + problem);
    };
  }

  /** The present verdict about a client that a request of before has authenticated. */
  public ClientVerdict again(ClientVerdict before, ClientTrust trust) {
    List<byte[]> chain = before.presented().stream().map(Certificate::der).toList();
    return chain.isEmpty() ? before : check(PresentedChain.of(chain), trust);
  }

  private ClientVerdict check(PresentedChain chain, ClientTrust trust) {
    Instant now = clock.instant();
    CheckedClient checked = recent.get(chain.key());
    if (checked == null || !checked.stands(trust, now)) {
      checked = trust.check(chain, now);
      recent.put(chain.key(), checked);
    }
    return checked.verdict();
  }
}
