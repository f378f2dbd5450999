package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.route.ReplacedPrefix;
import dev.edgekeep.edge.route.RouteTable;
import dev.edgekeep.rules.request.TargetChange;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The phase of routes: finds the route of a path, refuses clients that it does not admit, and
 * writes the path for its origin. Stateless.
 */
final class RoutePhase {
  private RoutePhase() {}

  /** The target's path if it is not written in the usual way; otherwise null. */
  static @Nullable UriPath path(String target) {
    int end = UriPath.end(target);
    return UriPath.isPlain(target, end) ? null : UriPath.of(target.substring(0, end));
  }

  /** The request with the path that the rules were evaluated for; its query stays as it is. */
  static RequestHead withPath(RequestHead head, UriPath path) {
    return head.withTarget(path.sent() + head.target().substring(UriPath.end(head.target())));
  }

  /**
   * The route of a target; null when it has none.
   *
   * @param path of the target, if it is not written in the usual way; otherwise null
   */
  static @Nullable Route find(ServedHost host, String target, @Nullable UriPath path) {
    RouteTable routes = host.routes();
    if (routes == null) {
      return null;
    }
    return routes.find(path == null ? target.substring(0, UriPath.end(target)) : path.seen());
  }

  /** The reason to refuse a client of a target; null when its route admits it, or there is none. */
  static Decision.@Nullable Refuse objection(
      ServedHost host, ClientVerdict verdict, String target) {
    UriPath path = path(target);
    Route route = find(host, target, path);
    return route == null ? null : objection(route, host, verdict, target, path);
  }

  /**
   * The reason to refuse a client; null when its route admits it, and so does the route that
   * protects the rewritten path at the same origin.
   */
  static Decision.@Nullable Refuse objection(
      Route route, ServedHost host, ClientVerdict verdict, String target, @Nullable UriPath path) {
    Decision.Refuse objection = objection(route, host, verdict);
    RouteTable routes = host.routes();
    if (objection != null || routes == null || !routes.isProtected() || route.prefix() == null) {
      return objection;
    }
    Route reached = routes.find(UriPath.of(rewritten(route, target, path)).seen());
    return reached == null || !reached.origin().name().equals(route.origin().name())
        ? null
        : objection(reached, host, verdict);
  }

  private static Decision.@Nullable Refuse objection(
      Route route, ServedHost host, ClientVerdict verdict) {
    return switch (route.clients()) {
      case Clients.Any _ -> null;
      case Clients.Verified _ -> verdict.isVerified() ? null : unverified(route, host, verdict);
      case Clients.VerifiedBy(Set<String> cas) when !verdict.isVerified() ->
          unverified(route, host, verdict);
      case Clients.VerifiedBy(Set<String> cas) ->
          cas.contains(String.valueOf(verdict.clientCa()))
              ? null
              : ofAnotherCa(route, cas, host, verdict);
    };
  }

  private static Decision.Refuse unverified(Route route, ServedHost host, ClientVerdict verdict) {
    String detail =
        "the route %s requires a verified client certificate: %s"
            .formatted(route.path().text(), verdict.sentence());
    return refusal("route-certificate", detail, host, verdict);
  }

  private static Decision.Refuse ofAnotherCa(
      Route route, Set<String> cas, ServedHost host, ClientVerdict verdict) {
    String admitted =
        cas.isEmpty()
            ? "of no client CA that the host trusts"
            : "of " + String.join(", ", new TreeSet<>(cas));
    String detail =
        "the route %s admits certificates %s, and %s verified this one"
            .formatted(route.path().text(), admitted, verdict.clientCa());
    return refusal("route-ca", detail, host, verdict);
  }

  /** The connection stays: other paths may admit the client. */
  private static Decision.Refuse refusal(
      String reason, String detail, ServedHost host, ClientVerdict verdict) {
    return new Decision.Refuse(403, reason, detail, host, verdict, false);
  }

  /**
   * The request after rules have changed its target. It goes where the new path leads, and the
   * route there must admit the client, too.
   */
  static Decision rewritten(Decision.Forward forward, TargetChange change) {
    ServedHost host = forward.host();
    String target = change.applyTo(forward.head().target());
    UriPath path = path(target);
    if (change.path() != null && path != null && path.ambiguity() != null) {
      String detail = "a rule rewrites the path to %s: %s".formatted(target, path.ambiguity());
      return new Decision.Answer(host, forward.verdict(), forward.rules(), detail, 403, null);
    }
    Decision.Refuse objection = objection(host, forward.verdict(), target);
    if (objection != null) {
      return objection;
    }
    RequestHead head = forward.head().withTarget(target);
    Decision.Forward sent =
        forward.withHead(change.path() == null || path == null ? head : withPath(head, path));
    Route route = find(host, target, path);
    return route == null ? sent : forward(sent, route, path);
  }

  /**
   * The request as the route's origin gets it.
   *
   * @param path of the target, if it is not written in the usual way; otherwise null
   */
  static Decision.Forward forward(Decision.Forward forward, Route route, @Nullable UriPath path) {
    RequestHead head = forward.head();
    String target = head.target();
    if (route.prefix() == null || target.equals("*")) {
      return forward.through(route, head);
    }
    String query = target.substring(UriPath.end(target));
    return forward.through(route, head.withTarget(rewritten(route, target, path) + query));
  }

  /** The path for the origin. */
  private static String rewritten(Route route, String target, @Nullable UriPath path) {
    String sent = path == null ? target.substring(0, UriPath.end(target)) : path.sent();
    String prefix = route.prefix();
    return prefix == null || sent.equals("*") ? sent : ReplacedPrefix.of(sent, route, prefix);
  }
}
