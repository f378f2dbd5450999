package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.rules.RuleJudge;
import dev.edgekeep.edge.rules.Ruling;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a request, in their order, up to the origin's door. Each either decides or leaves
 * it to the next. The head is well-formed: that was the parser's phase.
 */
final class RequestPhases {
  private static final int HTTPS_DEFAULT_PORT = 443;

  private final ClientConnection connection;
  private final ExchangeContext context;
  private final RuleJudge judge;

  RequestPhases(ClientConnection connection, ExchangeContext context) {
    this.connection = connection;
    this.context = context;
    this.judge = new RuleJudge(connection, context.countries(), context.clock());
  }

  /**
   * A request for an IP address is one for the listener's default host, for whom rules, logs and
   * the origin then take it as well.
   */
  RequestHead named(RequestHead head) {
    String defaultHost = connection.defaultHost();
    return defaultHost != null && Authority.isAddress(head.authority())
        ? head.forHost(defaultHost)
        : head;
  }

  /** Decides by the hosts and rules of now; nothing of an earlier request's decision counts. */
  Decision decide(RequestHead head) {
    // Hosts before rules: a host that is new never goes without the rules that came with it.
    HostTable hosts = context.hosts().get();
    RuleBook rules = context.rules().get();
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
    ClientVerdict verdict = connection.verdict(host);
    if (isKeptOut(host, verdict)) {
      return keptOut(host, verdict);
    }
    UriPath path = path(head.target());
    boolean allowsAny = host.config().forward().ambiguousPaths() == AmbiguousPaths.ALLOW;
    if (path != null && path.ambiguity() != null && !allowsAny) {
      return new Decision.Refuse(400, "ambiguous-path", path.ambiguity(), host, verdict, false);
    }
    String served = host.config().name().name();
    Ruling ruling = judge.judge(rules, head, name, served, verdict);
    return ruling.answer() instanceof Ruling.Answer.Go
        ? new Decision.Forward(host, verdict, ruling, allowsAny ? head : sent(head, path))
        : new Decision.Ruled(host, verdict, ruling);
  }

  /** A target's path, where it is not written in the usual way; otherwise null. */
  private static @Nullable UriPath path(String target) {
    int end = UriPath.end(target);
    return UriPath.isPlain(target, end) ? null : UriPath.of(target.substring(0, end));
  }

  /** The request with the path that rules have judged; the query stays as it is. */
  private static RequestHead sent(RequestHead head, @Nullable UriPath path) {
    return path == null
        ? head
        : head.withTarget(path.sent() + head.target().substring(UriPath.end(head.target())));
  }

  /**
   * What speaks against a client that was let in for {@code authority} before, by the hosts, the
   * revocations and the clock of now; null when nothing does. Rules are about requests, and not
   * asked.
   */
  Decision.@Nullable Refuse objection(String authority) {
    HostTable hosts = context.hosts().get();
    String name = Authority.hostName(authority);
    ServedHost host = hosts.find(name);
    if (host == null) {
      return unserved(hosts, name);
    }
    if (isMisdirected(host, hosts)) {
      return refuse(421, "misdirected", misdirection(name), host);
    }
    if (mode(host) != ClientAuth.Mode.REQUIRE) {
      return null;
    }
    ClientVerdict verdict = connection.verdict(host);
    return isKeptOut(host, verdict) ? keptOut(host, verdict) : null;
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

  private static Decision.Refuse keptOut(ServedHost host, ClientVerdict verdict) {
    if (host.config().clientAuth().refusesEverybody()) {
      return new Decision.Refuse(403, "no-client-ca", host.noClientCa(), host, verdict, true);
    }
    return new Decision.Refuse(
        403, verdict.verdict().label(), verdict.sentence(), host, verdict, true);
  }

  private Decision inPlaintext(RequestHead head, String name, ServedHost host) {
    OptionalInt redirect = host.config().https().redirect();
    if (redirect.isEmpty()) {
      return refuse(421, "plaintext", name + " is served over HTTPS only", host);
    }
    int port = context.httpsPort().getAsInt();
    String authority = port == HTTPS_DEFAULT_PORT ? name : name + ":" + port;
    String path = head.target().equals("*") ? "/" : head.target();
    return new Decision.Redirect(redirect.getAsInt(), "https://" + authority + path);
  }

  /**
   * Invariant 2: what a client proved to one host of the handshake counts for no other, so another
   * host is served here only when it asks nothing of clients (RFC 9110 §15.5.20).
   */
  // A host is one object in one table.
  @SuppressWarnings("ReferenceEquality")
  private boolean isMisdirected(ServedHost host, HostTable hosts) {
    if (mode(host) == ClientAuth.Mode.OFF) {
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
