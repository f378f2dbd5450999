package dev.edgekeep.snapshot.wire;

import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import java.util.ArrayList;
import java.util.List;

/** Rules, without the hosts that they are limited to. */
final class RuleCodec {
  private RuleCodec() {}

  static void write(RuleDraft draft, PartCollector parts) {
    parts.add(
        PartKind.RULE,
        draft.name(),
        out -> {
          NamedLists lists = draft.when().lists();
          out.text("after", draft.after())
              .text("expression", draft.when().formatted())
              .bytes(
                  "lists",
                  lists.equals(NamedLists.NONE) ? null : parts.refer(new Blob.Lists(lists)))
              .object("action", draft.action(), RuleCodec::action)
              .flag("enabled", draft.enabled())
              .text("hosts", draft.hostsOf());
        });
  }

  static RuleDraft read(String name, Fields in, References references) throws WireException {
    Blob.Lists lists = references.find(in, "lists", PartKind.RULE_LISTS, Blob.Lists.class);
    NamedLists named = lists == null ? NamedLists.NONE : lists.lists();
    return new RuleDraft(
        name,
        in.textOrNull("after"),
        expression(in, "expression", RuleExpression.parse(in.text("expression"), named)),
        in.object("action", RuleCodec::action),
        in.flag("enabled"),
        in.textOrNull("hosts"));
  }

  private static <T> T expression(Fields in, String name, ParseResult<T> result)
      throws WireException {
    return switch (result) {
      case ParseResult.Parsed<T>(T value) -> value;
      case ParseResult.Invalid<T>(var problems) ->
          throw in.problem("%s: %s".formatted(name, problems.getFirst()));
    };
  }

  private static ValueExpression value(Fields in, String name, String text) throws WireException {
    return expression(in, name, ValueExpression.parse(text));
  }

  private static void action(FieldWriter out, RuleAction action) {
    switch (action) {
      case RuleAction.Block(int status, var body, var contentType) ->
          out.text("type", "block")
              .number("status", status)
              .text("body", body)
              .text("contentType", contentType);
      case RuleAction.Respond(int status, var body, var contentType) ->
          out.text("type", "respond")
              .number("status", status)
              .text("body", body)
              .text("contentType", contentType);
      case RuleAction.AllowOrigins(Cors cors) ->
          out.text("type", "cors")
              .texts("origins", cors.origins())
              .texts("methods", cors.methods())
              .texts("headers", cors.headers())
              .texts("exposeHeaders", cors.exposeHeaders())
              .flag("credentials", cors.credentials())
              .number("maxAgeSeconds", cors.maxAgeSeconds());
      case RuleAction.Log() -> out.text("type", "log");
      case RuleAction.Allow() -> out.text("type", "allow");
      case RuleAction.Close() -> out.text("type", "close");
      case RuleAction.Redirect(int status, Text to, boolean keepQuery) ->
          out.text("type", "redirect")
              .number("status", status)
              .object("to", to, RuleCodec::text)
              .flag("keepQuery", keepQuery);
      case RuleAction.Rewrite(var path, var query) ->
          out.text("type", "rewrite")
              .object("path", path, RuleCodec::text)
              .object("query", query, RuleCodec::text);
      case RuleAction.SetRequestHeader(String name, Text value) ->
          out.text("type", "set-request-header")
              .text("name", name)
              .object("value", value, RuleCodec::text);
      case RuleAction.RemoveRequestHeader(String name) ->
          out.text("type", "remove-request-header").text("name", name);
      case RuleAction.SetResponseHeader(String name, Text value) ->
          out.text("type", "set-response-header")
              .text("name", name)
              .object("value", value, RuleCodec::text);
      case RuleAction.RemoveResponseHeader(String name) ->
          out.text("type", "remove-response-header").text("name", name);
      case RuleAction.RateLimit(var by, var period, long threshold, RuleAction beyond) ->
          out.text("type", "rate-limit")
              .texts("by", by.stream().map(ValueExpression::toString).toList())
              .millis("periodMillis", period)
              .number("threshold", threshold)
              .object("action", beyond, RuleCodec::action);
    }
  }

  private static RuleAction action(Fields in) throws WireException {
    String type = in.text("type");
    return switch (type) {
      case "block" ->
          new RuleAction.Block(
              in.integer("status"), in.textOrNull("body"), in.textOrNull("contentType"));
      case "respond" ->
          new RuleAction.Respond(
              in.integer("status"), in.textOrNull("body"), in.textOrNull("contentType"));
      case "cors" ->
          new RuleAction.AllowOrigins(
              new Cors(
                  in.texts("origins"),
                  in.texts("methods"),
                  in.texts("headers"),
                  in.texts("exposeHeaders"),
                  in.flag("credentials"),
                  in.number("maxAgeSeconds")));
      case "log" -> new RuleAction.Log();
      case "allow" -> new RuleAction.Allow();
      case "close" -> new RuleAction.Close();
      case "redirect" ->
          new RuleAction.Redirect(
              in.integer("status"), in.object("to", RuleCodec::text), in.flag("keepQuery"));
      case "rewrite" ->
          new RuleAction.Rewrite(
              in.objectOrNull("path", RuleCodec::text), in.objectOrNull("query", RuleCodec::text));
      case "set-request-header" ->
          new RuleAction.SetRequestHeader(in.text("name"), in.object("value", RuleCodec::text));
      case "remove-request-header" -> new RuleAction.RemoveRequestHeader(in.text("name"));
      case "set-response-header" ->
          new RuleAction.SetResponseHeader(in.text("name"), in.object("value", RuleCodec::text));
      case "remove-response-header" -> new RuleAction.RemoveResponseHeader(in.text("name"));
      case "rate-limit" ->
          new RuleAction.RateLimit(
              values(in),
              in.millis("periodMillis"),
              in.number("threshold"),
              in.object("action", RuleCodec::action));
      default ->
          throw in.problem("this version of the program does not know \"%s\"".formatted(type));
    };
  }

  private static List<ValueExpression> values(Fields in) throws WireException {
    List<ValueExpression> values = new ArrayList<>();
    for (String text : in.texts("by")) {
      values.add(value(in, "by", text));
    }
    return values;
  }

  private static void text(FieldWriter out, Text text) {
    switch (text) {
      case Text.Fixed(String fixed) -> out.text("text", fixed);
      case Text.Computed(ValueExpression expression) ->
          out.text("expression", expression.toString());
    }
  }

  private static Text text(Fields in) throws WireException {
    String expression = in.textOrNull("expression");
    return expression == null
        ? new Text.Fixed(in.text("text"))
        : new Text.Computed(value(in, "expression", expression));
  }
}
