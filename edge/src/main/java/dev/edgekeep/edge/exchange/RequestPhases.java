package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.clientauth.forwarded.ForwardedClients;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.rules.RuleEvaluator;
import dev.edgekeep.rules.request.TargetChange;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.Route;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The phases of the decision about a request, in order. Each either decides or leaves it to the
 * next. The head is well-formed: the parser has checked that. Event loop only.
 */
final class RequestPhases {
  private static final int HTTPS_DEFAULT_PORT = 443;

  private final ClientConnection connection;
  private final RequestPolicy policy;
  private final RuleEvaluator evaluator;
  // Null until a request is for a host that accepts certificates from balancers.
  private @Nullable ForwardedClients forwarded;

  RequestPhases(ClientConnection connection, RequestPolicy policy) {
    this.connection = connection;
    this.policy = policy;
    this.evaluator = new RuleEvaluator(connection, policy.countries(), policy.clock());
  }

  /**
   * Names the listener's default host in a request for an IP address. Rules, logs and the origin
   * then see that host, too.
   */
  RequestHead named(RequestHead head) {
    String defaultHost = connection.defaultHost();
    return defaultHost != null && Authority.isAddress(head.authority())
        ? head.forHost(defaultHost)
        : head;
  }

  /** Decides by the current hosts and rules, independently of earlier requests. */
  Decision decide(RequestHead head, String requestId) {
    // Hosts before rules: a new host is never served without the rules that came with it.
    HostTable hosts = policy.hosts().get();
    RuleBook rules = policy.rules().get();
    if (head.method().equals("TRACE")) {
      return refuse(405, "method", "TRACE would show the client what only the origin gets", null);
    }
    String name = Authority.hostName(head.authority());
    ServedHost host = hosts.find(name);
    if (host == null) {
      return unserved(hosts, name);
    }
    if (!connection.isSecure()) {
      return inPlaintext(head, name, host);
    }
    if (isMisdirected(host, hosts)) {
      return refuse(421, "misdirected", misdirection(name), host);
    }
    ClientVerdict verdict = verdict(host, head);
    if (isKeptOut(host, verdict)) {
      return keptOut(host, verdict);
    }
    if (OwnResponses.isForCertificatePage(host, head)) {
      return certificatePage(host, verdict, head, requestId);
    }
    Decision own = OwnResponses.of(host, verdict, head);
    if (own != null) {
      return own;
    }
    UriPath path = RoutePhase.path(head.target());
    boolean allowsAny = host.config().forward().ambiguousPaths() == AmbiguousPaths.ALLOW;
    if (path != null && path.ambiguity() != null && !allowsAny) {
      return new Decision.Refuse(400, "ambiguous-path", path.ambiguity(), host, verdict, false);
    }
    Route route = RoutePhase.find(host, head.target(), path);
    Decision.Refuse objection =
        route == null ? null : RoutePhase.objection(route, host, verdict, head.target(), path);
    if (objection != null) {
      return objection;
    }
    Decision decision = evaluator.evaluate(rules, head, name, host, verdict);
    if (!(decision instanceof Decision.Forward forward)) {
      return decision;
    }
    if (isTooLarge(head, host)) {
      return tooLarge(head, host, verdict);
    }
    Decision.Forward sent =
        path == null || allowsAny ? forward : forward.withHead(RoutePhase.withPath(head, path));
    TargetChange change = forward.rules().target();
    if (change != null) {
      return RoutePhase.rewritten(sent, change);
    }
    return route == null ? sent : RoutePhase.forward(sent, route, path);
  }

  private Decision certificatePage(
      ServedHost host, ClientVerdict verdict, RequestHead head, String requestId) {
    boolean isAdmitted =
        policy
            .certificatePages()
            .admits(connection.remoteAddress().getAddress(), policy.clock().millis());
    return isAdmitted
        ? CertificatePage.of(host, verdict, head, requestId)
        : CertificatePage.tooMany(host, verdict);
  }

  private static boolean isTooLarge(RequestHead head, ServedHost host) {
    long most = host.config().exchange().limits().requestBodyBytes();
    return most > 0 && head.bodyLength() > most;
  }

  /** RFC 9110 §15.5.14. */
  private static Decision.Refuse tooLarge(
      RequestHead head, ServedHost host, ClientVerdict verdict) {
    String detail =
        "the request declares a body of %,d bytes, and the limit is %,d"
            .formatted(head.bodyLength(), host.config().exchange().limits().requestBodyBytes());
    return new Decision.Refuse(413, "body-too-large", detail, host, verdict, false);
  }

  /**
   * The reason to refuse a client that was admitted for {@code authority} and {@code target}
   * before, by the current hosts, routes, revocations and time; null when there is none. Rules are
   * not evaluated: they are about requests.
   *
   * @param change of the target by rules; null when there was none
   * @param before the verdict that it was admitted with
   */
  Decision.@Nullable Refuse objection(
      String authority, String target, @Nullable TargetChange change, ClientVerdict before) {
    HostTable hosts = policy.hosts().get();
    String name = Authority.hostName(authority);
    ServedHost host = hosts.find(name);
    if (host == null) {
      return unserved(hosts, name);
    }
    if (isMisdirected(host, hosts)) {
      return refuse(421, "misdirected", misdirection(name), host);
    }
    if (mode(host) != ClientAuth.Mode.REQUIRE && host.routes() == null) {
      return null;
    }
    ClientVerdict verdict =
        trustedHeader(host) == null
            ? connection.verdict(host)
            : forwarded().again(before, host.trust());
    if (isKeptOut(host, verdict)) {
      return keptOut(host, verdict);
    }
    Decision.Refuse objection = RoutePhase.objection(host, verdict, target);
    return objection != null || change == null
        ? objection
        : RoutePhase.objection(host, verdict, change.applyTo(target));
  }

  /** The verdict about a request's client: by the handshake, or by a trusted balancer's header. */
  private ClientVerdict verdict(ServedHost host, RequestHead head) {
    FromHeader header = trustedHeader(host);
    return header == null
        ? connection.verdict(host)
        : forwarded().verdict(header.format(), head.fields(), host.trust());
  }

  /** The setting by which this connection's peer passes on certificates; null: it may not. */
  private @Nullable FromHeader trustedHeader(ServedHost host) {
    FromHeader setting = host.config().clientAuth().fromHeader();
    return setting != null && forwarded().isTrusted(setting) ? setting : null;
  }

  private ForwardedClients forwarded() {
    ForwardedClients known = forwarded;
    if (known == null) {
      known =
          new ForwardedClients(
              connection.peerAddress(), connection.remoteAddress().getAddress(), policy.clock());
      forwarded = known;
    }
    return known;
  }

  private static Decision.Refuse unserved(HostTable hosts, String name) {
    String unavailable = hosts.unavailable(name);
    return unavailable == null ? unknown(name) : refuse(503, "host-unavailable", unavailable, null);
  }

  private static Decision.Refuse unknown(String name) {
    String detail =
        Authority.isAddressName(name)
            ? "the request is for the address %s, and this listener has no defaultHost"
                .formatted(name)
            : "no host here is named " + name;
    return refuse(421, "unknown-host", detail, null);
  }

  private static boolean isKeptOut(ServedHost host, ClientVerdict verdict) {
    return mode(host) == ClientAuth.Mode.REQUIRE && !verdict.isVerified();
  }

  private Decision.Refuse keptOut(ServedHost host, ClientVerdict verdict) {
    if (host.config().clientAuth().refusesEverybody()) {
      return new Decision.Refuse(403, "no-client-ca", host.noClientCa(), host, verdict, true);
    }
    // A balancer's connection carries the requests of other clients, too.
    boolean endsConnection = trustedHeader(host) == null;
    return new Decision.Refuse(
        403, verdict.verdict().label(), verdict.sentence(), host, verdict, endsConnection);
  }

  private Decision inPlaintext(RequestHead head, String name, ServedHost host) {
    OptionalInt redirect = host.config().https().redirect();
    if (redirect.isEmpty()) {
      return refuse(421, "plaintext", name + " is served over HTTPS only", host);
    }
    int port = policy.httpsPort().getAsInt();
    String authority = port == HTTPS_DEFAULT_PORT ? name : name + ":" + port;
    String path = head.target().equals("*") ? "/" : head.target();
    return Decision.Redirect.toHttps(redirect.getAsInt(), "https://" + authority + path);
  }

  /**
   * Invariant 2: a client is authenticated for the host of the handshake only, so another host is
   * served here only if it requests no certificate (RFC 9110 §15.5.20). A trusted balancer tells
   * the client of each request, which is verified for the host of the request.
   */
  // A host is one object in one table.
  @SuppressWarnings("ReferenceEquality")
  private boolean isMisdirected(ServedHost host, HostTable hosts) {
    if (mode(host) == ClientAuth.Mode.OFF || trustedHeader(host) != null) {
      return false;
    }
    String serverName = connection.serverName();
    return serverName == null || hosts.find(serverName) != host;
  }

  private String misdirection(String name) {
    return "the request is for %s, but the handshake was for %s"
        .formatted(name, connection.serverName());
  }

  private static ClientAuth.Mode mode(ServedHost host) {
    return host.config().clientAuth().mode();
  }

  private static Decision.Refuse refuse(
      int status, String reason, String detail, @Nullable ServedHost host) {
    return new Decision.Refuse(status, reason, detail, host, ClientVerdict.ABSENT, false);
  }
}
