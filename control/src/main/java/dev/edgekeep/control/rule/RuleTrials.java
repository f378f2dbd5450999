package dev.edgekeep.control.rule;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.rule.RuleTrial.Matched;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RuleContent;
import dev.edgekeep.snapshot.recorded.RequestReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** Tries rules, or an expression, out on recorded requests. Blocks; any thread. */
final class RuleTrials {
  private final Rules rules;
  private final ObjectMapper json;

  RuleTrials(Rules rules, ObjectMapper json) {
    this.rules = rules;
    this.json = json;
  }

  /**
   * A trial.
   *
   * @param when null: the rules
   */
  record Request(@Nullable RuleExpression when, RequestView view) {
    /** Reads the body; null after a problem was reported. */
    static @Nullable Request read(Section section) {
      Value when = section.get("when");
      if (when == null) {
        when = section.get("expression");
      }
      Value request =
          section.require(
              "request",
              "give one, as {\"method\": \"GET\", \"url\": \"https://www.example.com/\"}");
      RuleExpression expression = when == null ? null : expression(when);
      return request == null || (when != null && expression == null)
          ? null
          : new Request(expression, RequestReader.read(request, null));
    }

    private static @Nullable RuleExpression expression(Value value) {
      String text = value.text();
      if (text == null) {
        return null;
      }
      return switch (RuleExpression.parse(text)) {
        case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> read;
        case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) -> {
          problems.forEach(problem -> value.error(problem.toString()));
          yield null;
        }
      };
    }
  }

  /** Tries an expression, or the rules of the account and then those of the site. */
  RuleTrial run(RuleOwner owner, Request request, PartReader parts) {
    RuleExpression when = request.when();
    if (when != null) {
      return RuleTrial.of(when.explain(request.view()), rules.warnings(when, owner));
    }
    List<RuleRecord> candidates =
        new ArrayList<>(rules.all(new RuleOwner(owner.accountId(), null)));
    if (owner.site() != null) {
      candidates.addAll(rules.all(owner));
    }
    return decide(candidates, request.view(), parts, warnings(owner, request.view()));
  }

  private RuleTrial decide(
      List<RuleRecord> candidates, RequestView view, PartReader parts, List<String> warnings) {
    List<Matched> matched = new ArrayList<>();
    RewrittenTarget target = new RewrittenTarget(view);
    for (RuleRecord rule : candidates) {
      RuleContent content = content(rule, parts);
      if (content.isEnabled() && content.when().matches(view)) {
        Matched one = matched(rule);
        matched.add(one);
        if (content.action() instanceof RuleAction.Final end) {
          return new RuleTrial(
              true,
              outcome(end),
              end instanceof RuleAction.Allow ? target.text() : null,
              one,
              matched,
              null,
              warnings);
        }
        if (content.action() instanceof RuleAction.Rewrite rewrite && !target.add(rewrite)) {
          return new RuleTrial(true, "block", null, one, matched, null, warnings);
        }
      }
    }
    return new RuleTrial(
        !matched.isEmpty(), "forward", target.text(), null, matched, null, warnings);
  }

  /** Edge nodes serve nothing of the site while one of its rules cannot be read. */
  private static RuleContent content(RuleRecord rule, PartReader parts) {
    try {
      return rule.content(parts);
    } catch (IllegalStateException e) {
      throw DomainException.conflict(
          "%s; the hosts of its site are out of service until it is replaced or deleted"
              .formatted(e.getMessage()));
    }
  }

  private Matched matched(RuleRecord rule) {
    String scope = rule.siteId() == null ? "account" : "site";
    return new Matched(rule.id(), rule.name(), scope, json.readTree(rule.action()));
  }

  private static String outcome(RuleAction.Final action) {
    return switch (action) {
      case RuleAction.Block _ -> "block";
      case RuleAction.Respond _ -> "respond";
      case RuleAction.Redirect _ -> "redirect";
      case RuleAction.Allow _ -> "allow";
      case RuleAction.Close _ -> "close";
    };
  }

  private static List<String> warnings(RuleOwner owner, RequestView view) {
    Site site = owner.site();
    String host = view.text(Field.HOST);
    if (site == null || (host != null && site.covers(host))) {
      return List.of();
    }
    return List.of(
        "the request is for %s, which is not of the site %s: at an edge its rules would not apply"
            .formatted(host == null || host.isEmpty() ? "no host" : host, site.name()));
  }
}
