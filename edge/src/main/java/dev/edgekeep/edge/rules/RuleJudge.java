package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.match.RuleSet;
import dev.edgekeep.rules.request.HttpView;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds rules against the requests of one connection, in order. Event loop only. */
public final class RuleJudge {
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private final ConnectionFacts connection;
  private final ConnectionFields fields;

  public RuleJudge(ConnectionFacts connection, CountryLookup countries, InstantSource clock) {
    this.connection = connection;
    this.fields = new ConnectionFields(connection, countries, clock);
  }

  /**
   * What the rules make of a request. Where they cannot be evaluated it is refused.
   *
   * @param host the name that it is for
   * @param served the host that serves it, as it is configured
   */
  public Ruling judge(
      RuleBook book, RequestHead head, String host, String served, ClientVerdict verdict) {
    if (book.isEmpty()) {
      return Ruling.NONE;
    }
    fields.judgedBy(verdict);
    RequestView view = new HttpView(new HeadFacts(head, host, connection.isSecure()), fields);
    try {
      return new Judgement(view).of(book.candidates(host, served));
    } catch (RuntimeException | StackOverflowError e) {
      return failed(e);
    }
  }

  private static Ruling failed(Throwable e) {
    String detail = "the rules could not be evaluated: " + e;
    return new Ruling(
        new Ruling.Answer.Block(403, detail, null, PLAIN_TEXT), List.of(), List.of(), null);
  }

  /** One request's way through the rules. */
  private static final class Judgement {
    private final RequestView view;
    private final List<HeaderChange> changes = new ArrayList<>(0);
    private final List<Rule> logged = new ArrayList<>(0);

    Judgement(RequestView view) {
      this.view = view;
    }

    Ruling of(RuleSet.Candidates<ActiveRule> candidates) {
      for (ActiveRule active = candidates.next(view);
          active != null;
          active = candidates.next(view)) {
        active.count();
        RuleAction action = active.actionFor(view);
        Ruling.Answer answer = action == null ? null : answer(active.rule(), action);
        if (answer != null) {
          return new Ruling(answer, changes, logged, active.rule());
        }
      }
      return changes.isEmpty() && logged.isEmpty()
          ? Ruling.NONE
          : new Ruling(new Ruling.Answer.Go(), changes, logged, null);
    }

    /** What ends the evaluation; null when it goes on. */
    private Ruling.@Nullable Answer answer(Rule rule, RuleAction action) {
      return switch (action) {
        case RuleAction.Final end -> end(rule, end);
        case RuleAction.Log _ -> {
          logged.add(rule);
          yield null;
        }
        case RuleAction.SetRequestHeader(String name, RuleAction.Text value) ->
            change(true, name, value(value));
        case RuleAction.RemoveRequestHeader(String name) -> change(true, name, null);
        case RuleAction.SetResponseHeader(String name, RuleAction.Text value) ->
            change(false, name, value(value));
        case RuleAction.RemoveResponseHeader(String name) -> change(false, name, null);
        case RuleAction.RateLimit _ ->
            throw new IllegalStateException("a rate limit's own action is another one");
      };
    }

    private Ruling.@Nullable Answer change(boolean ofRequest, String name, @Nullable String value) {
      changes.add(new HeaderChange(ofRequest, name, value));
      return null;
    }

    private Ruling.Answer end(Rule rule, RuleAction.Final action) {
      return switch (action) {
        case RuleAction.Allow _ -> new Ruling.Answer.Go();
        case RuleAction.Close _ ->
            new Ruling.Answer.Close("rule \"%s\" closed the connection".formatted(rule.name()));
        case RuleAction.Block block -> block(rule, block);
        case RuleAction.Redirect redirect -> redirect(rule, redirect);
      };
    }

    private static Ruling.Answer block(Rule rule, RuleAction.Block block) {
      String body = block.body() == null ? null : Strings.bytes(block.body());
      String type = block.contentType() == null ? PLAIN_TEXT : block.contentType();
      String detail = "rule \"%s\" blocked the request".formatted(rule.name());
      return new Ruling.Answer.Block(block.status(), detail, body, type);
    }

    private Ruling.Answer redirect(Rule rule, RuleAction.Redirect redirect) {
      String target = text(redirect.to());
      if (target == null) {
        String detail = "rule \"%s\" has no target for this request".formatted(rule.name());
        return new Ruling.Answer.Block(403, detail, null, PLAIN_TEXT);
      }
      String query = redirect.keepQuery() ? view.text(Field.QUERY) : null;
      boolean hasQuery = query != null && !query.isEmpty();
      String location = hasQuery ? target + (target.indexOf('?') < 0 ? "?" : "&") + query : target;
      return new Ruling.Answer.Redirect(redirect.status(), SafeText.ofUri(location));
    }

    /** The value of a header, without anything that would end it. */
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
