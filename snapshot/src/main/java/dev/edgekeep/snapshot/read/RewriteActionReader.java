package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.request.TargetText;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import org.jspecify.annotations.Nullable;

/** Reads the action that rewrites a path, a query or both. */
final class RewriteActionReader {
  private RewriteActionReader() {}

  static @Nullable RuleAction read(Section parameters) {
    Text path = text(parameters, "path", "pathExpression");
    Text query = text(parameters, "query", "queryExpression");
    boolean isGiven = false;
    for (String key : new String[] {"path", "pathExpression", "query", "queryExpression"}) {
      isGiven |= parameters.get(key) != null;
    }
    if (!isGiven) {
      parameters.error("a rewrite needs path, pathExpression, query or queryExpression; give one");
    }
    Value written = parameters.get("path");
    if (written != null && path instanceof Text.Fixed(String fixed)) {
      checkPath(written, fixed);
    }
    return path == null && query == null ? null : new RuleAction.Rewrite(path, query);
  }

  private static @Nullable Text text(Section parameters, String key, String expressionKey) {
    return parameters.get(key) == null && parameters.get(expressionKey) == null
        ? null
        : ActionReader.text(parameters, key, expressionKey, "give one");
  }

  private static void checkPath(Value value, String path) {
    if (!path.startsWith("/")) {
      value.error("%s is not a path; begin with a slash".formatted(Quoted.text(path)));
    } else if (path.indexOf('?') >= 0) {
      value.error("this is the path only; give the query as query");
    } else {
      String ambiguity = UriPath.of(TargetText.path(path)).ambiguity();
      if (ambiguity != null) {
        value.error("no such path is forwarded: %s; write it in another way".formatted(ambiguity));
      }
    }
  }
}
