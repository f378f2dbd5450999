package dev.edgekeep.edge.decision;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import org.jspecify.annotations.Nullable;

/** The decision about a request. Immutable, but for the fields of a request's head. */
public sealed interface Decision {
  /** The verdict about the client that the decision is based on. */
  ClientVerdict verdict();

  /**
   * The outcome of the rules before the decision; {@link RuleOutcome#NONE} when none were
   * evaluated.
   */
  RuleOutcome rules();

  /**
   * A responder produces the response: the origin, or a cache in front of it.
   *
   * @param head the request, its path as the origin gets it
   * @param route of the host that serves it; null: the host's origin does
   */
  record Forward(
      ServedHost host,
      ClientVerdict verdict,
      RuleOutcome rules,
      RequestHead head,
      @Nullable Route route)
      implements Decision {
    /** A request for the host's origin. */
    public Forward(ServedHost host, ClientVerdict verdict, RuleOutcome rules, RequestHead head) {
      this(host, verdict, rules, head, null);
    }

    /** The same request with another head. */
    public Forward withHead(RequestHead other) {
      return new Forward(host, verdict, rules, other, route);
    }

    /** The same request as a route sends it. */
    public Forward through(Route other, RequestHead rewritten) {
      return new Forward(host, verdict, rules, rewritten, other);
    }

    /** The origin that the request is for. */
    public Origin origin() {
      return route == null ? host.config().origin() : route.origin();
    }
  }

  /**
   * A rule blocks the request, and the edge answers.
   *
   * @param detail a sentence for the operator
   * @param page the answer's body; null for the edge's own page
   */
  record Answer(
      ServedHost host,
      ClientVerdict verdict,
      RuleOutcome rules,
      String detail,
      int status,
      @Nullable Page page)
      implements Decision {}

  /**
   * The edge answers with a fixed response, and nothing is wrong.
   *
   * @param fields added to the response
   * @param page null: the response has no body
   */
  record Respond(
      ServedHost host,
      ClientVerdict verdict,
      RuleOutcome rules,
      int status,
      Fields fields,
      @Nullable Page page)
      implements Decision {}

  /**
   * The body of an answer.
   *
   * @param text one character for each byte
   */
  record Page(String contentType, String text) {}

  /**
   * The client is sent to another URI.
   *
   * @param host null when it is the same host over HTTPS
   */
  record Redirect(
      @Nullable ServedHost host,
      ClientVerdict verdict,
      RuleOutcome rules,
      int status,
      String location)
      implements Decision {
    /** To the same target over HTTPS. */
    public static Redirect toHttps(int status, String location) {
      return new Redirect(null, ClientVerdict.ABSENT, RuleOutcome.NONE, status, location);
    }
  }

  /**
   * The edge refuses the request before any rule is evaluated.
   *
   * @param reason one of a small fixed set, for metrics
   * @param detail a sentence for the operator
   * @param host null when none was found
   * @param endsConnection whether the client must connect again before its next request
   */
  record Refuse(
      int status,
      String reason,
      String detail,
      @Nullable ServedHost host,
      ClientVerdict verdict,
      boolean endsConnection)
      implements Decision {
    @Override
    public RuleOutcome rules() {
      return RuleOutcome.NONE;
    }

    /** The same refusal with another sentence, after which the client must connect again. */
    public Refuse endingConnection(String otherDetail) {
      return new Refuse(status, reason, otherDetail, host, verdict, true);
    }
  }

  /**
   * A rule closes the connection, without an answer.
   *
   * @param detail a sentence for the operator
   */
  record Close(ServedHost host, ClientVerdict verdict, RuleOutcome rules, String detail)
      implements Decision {}
}
