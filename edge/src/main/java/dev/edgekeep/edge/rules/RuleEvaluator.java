package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.HeaderChange;
import dev.edgekeep.edge.decision.RuleOutcome;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.match.RuleSet;
import dev.edgekeep.rules.request.HttpView;
import dev.edgekeep.rules.request.TargetChange;
import dev.edgekeep.rules.request.TargetText;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates rules for the requests of one connection, in order. Event loop only. */
public final class RuleEvaluator {
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private final ConnectionFacts connection;
  private final ConnectionFields fields;

  public RuleEvaluator(ConnectionFacts connection, CountryLookup countries, InstantSource clock) {
    this.connection = connection;
    this.fields = new ConnectionFields(connection, countries, clock);
  }

  /**
   * Decides by the rules: {@link Decision.Forward} with {@code head} unless one of them ends the
   * evaluation otherwise. If they cannot be evaluated, the request is blocked.
   *
   * @param name the name that the request is for
   * @param host the host that serves it
   */
  public Decision evaluate(
      RuleBook book, RequestHead head, String name, ServedHost host, ClientVerdict verdict) {
    if (book.isEmpty()) {
      return new Decision.Forward(host, verdict, RuleOutcome.NONE, head);
    }
    fields.verdict(verdict);
    RequestView view = new HttpView(new HeadFacts(head, name, connection.isSecure()), fields);
    try {
      String served = host.config().name().name();
      return new Evaluation(view, head, host, verdict).of(book.candidates(name, served));
    } catch (RuntimeException | StackOverflowError e) {
      String detail = "the rules could not be evaluated: " + e;
      return new Decision.Answer(host, verdict, RuleOutcome.NONE, detail, 403, null);
    }
  }

  /** The evaluation of the rules for one request. */
  private static final class Evaluation {
    private final RequestView view;
    private final RequestHead head;
    private final ServedHost host;
    private final ClientVerdict verdict;
    private final List<HeaderChange> changes = new ArrayList<>(0);
    private final List<Rule> logged = new ArrayList<>(0);
    private @Nullable TargetChange target;

    Evaluation(RequestView view, RequestHead head, ServedHost host, ClientVerdict verdict) {
      this.view = view;
      this.head = head;
      this.host = host;
      this.verdict = verdict;
    }

    Decision of(RuleSet.Candidates<ActiveRule> candidates) {
      for (ActiveRule active = candidates.next(view);
          active != null;
          active = candidates.next(view)) {
        active.count();
        RuleAction action = active.actionFor(view);
        Decision decision = action == null ? null : apply(active.rule(), action);
        if (decision != null) {
          return decision;
        }
      }
      return forward(null);
    }

    private Decision forward(@Nullable Rule by) {
      return new Decision.Forward(host, verdict, outcome(by), head);
    }

    private RuleOutcome outcome(@Nullable Rule by) {
      return by == null && changes.isEmpty() && target == null && logged.isEmpty()
          ? RuleOutcome.NONE
          : new RuleOutcome(changes, target, logged, by);
    }

    /** The decision that ends the evaluation; null when it goes on. */
    private @Nullable Decision apply(Rule rule, RuleAction action) {
      return switch (action) {
        case RuleAction.Final end -> decide(rule, end);
        case RuleAction.AllowOrigins(Cors cors) -> cors(rule, cors);
        case RuleAction.Log _ -> {
          logged.add(rule);
          yield null;
        }
        case RuleAction.Rewrite rewrite -> rewrite(rule, rewrite);
        case RuleAction.SetRequestHeader(String name, RuleAction.Text value) ->
            change(true, name, value(value));
        case RuleAction.RemoveRequestHeader(String name) -> change(true, name, null);
        case RuleAction.SetResponseHeader(String name, RuleAction.Text value) ->
            change(false, name, value(value));
        case RuleAction.RemoveResponseHeader(String name) -> change(false, name, null);
        case RuleAction.RateLimit _ ->
            throw new IllegalStateException("the action of a rate limit is not a rate limit");
      };
    }

    private @Nullable Decision change(boolean ofRequest, String name, @Nullable String value) {
      changes.add(new HeaderChange(ofRequest, name, value));
      return null;
    }

    /** Null, or the refusal of a request for which an expression has no value. */
    private @Nullable Decision rewrite(Rule rule, RuleAction.Rewrite rewrite) {
      String path = rewrite.path() == null ? null : text(rewrite.path());
      String query = rewrite.query() == null ? null : text(rewrite.query());
      if ((rewrite.path() != null && path == null) || (rewrite.query() != null && query == null)) {
        String detail = "rule \"%s\" has no target for this request".formatted(rule.name());
        return new Decision.Answer(host, verdict, outcome(rule), detail, 403, null);
      }
      TargetChange change =
          new TargetChange(
              path == null ? null : TargetText.path(path),
              query == null ? null : TargetText.query(query));
      target = TargetChange.of(target, change);
      return null;
    }

    private Decision decide(Rule rule, RuleAction.Final action) {
      return switch (action) {
        case RuleAction.Allow _ -> forward(rule);
        case RuleAction.Close _ ->
            new Decision.Close(
                host,
                verdict,
                outcome(rule),
                "rule \"%s\" closed the connection".formatted(rule.name()));
        case RuleAction.Block block -> block(rule, block);
        case RuleAction.Respond respond -> respond(rule, respond);
        case RuleAction.Redirect redirect -> redirect(rule, redirect);
      };
    }

    private @Nullable Decision cors(Rule rule, Cors cors) {
      CorsAnswer answer = new CorsAnswer(cors, head);
      if (answer.isPreflight()) {
        return new Decision.Respond(host, verdict, outcome(rule), 204, answer.preflight(), null);
      }
      answer.addChanges(changes);
      return null;
    }

    private Decision respond(Rule rule, RuleAction.Respond respond) {
      return new Decision.Respond(
          host,
          verdict,
          outcome(rule),
          respond.status(),
          new Fields(),
          page(respond.body(), respond.contentType()));
    }

    private static Decision.@Nullable Page page(@Nullable String body, @Nullable String type) {
      return body == null
          ? null
          : new Decision.Page(type == null ? PLAIN_TEXT : type, Strings.bytes(body));
    }

    private Decision block(Rule rule, RuleAction.Block block) {
      Decision.Page page = page(block.body(), block.contentType());
      String detail = "rule \"%s\" blocked the request".formatted(rule.name());
      return new Decision.Answer(host, verdict, outcome(rule), detail, block.status(), page);
    }

    private Decision redirect(Rule rule, RuleAction.Redirect redirect) {
      String target = text(redirect.to());
      if (target == null) {
        String detail = "rule \"%s\" has no target for this request".formatted(rule.name());
        return new Decision.Answer(host, verdict, outcome(rule), detail, 403, null);
      }
      String query = redirect.keepQuery() ? view.text(Field.QUERY) : null;
      boolean hasQuery = query != null && !query.isEmpty();
      String location = hasQuery ? target + (target.indexOf('?') < 0 ? "?" : "&") + query : target;
      return new Decision.Redirect(
          host, verdict, outcome(rule), redirect.status(), SafeText.ofUri(location));
    }

    /** The value of a header, without characters that would end it. */
    private @Nullable String value(RuleAction.Text text) {
      String value = text(text);
      return value == null ? null : SafeText.ofHeader(value);
    }

    private @Nullable String text(RuleAction.Text text) {
      return switch (text) {
        case RuleAction.Text.Fixed(String fixed) -> fixed;
        case RuleAction.Text.Computed(var expression) -> expression.value(view);
      };
    }
  }
}
