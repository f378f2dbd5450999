package dev.edgekeep.snapshot.wire;

import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Rules with all kinds of actions. */
final class RandomRules extends RandomValues {
  private static final List<String> EXPRESSIONS =
      List.of(
          "http.host eq \"a.example\"",
          "not cf.tls_client_auth.cert_verified",
          "http.request.uri.path matches \"^/[a-z]+$\" and ssl");

  RandomRules(Random random) {
    super(random);
  }

  List<Rule> rules() {
    Set<HostPattern> some = hosts(3);
    Set<HostPattern> many = hosts(random.nextInt(4) == 0 ? 900 : 5);
    List<Rule> rules = new ArrayList<>();
    int first = random.nextInt(3);
    for (int i = first; i < first + random.nextInt(7); i++) {
      Set<HostPattern> limited = random.nextInt(3) == 0 ? null : one(List.of(some, many));
      rules.add(new Rule("r" + i * 7 % 11, when(), action(), random.nextInt(4) > 0, limited));
    }
    return rules;
  }

  private Set<HostPattern> hosts(int most) {
    Set<HostPattern> hosts = new HashSet<>();
    for (int i = 0; i < most; i++) {
      if (random.nextInt(6) > 0) {
        hosts.add(new HostPattern("h%d.example".formatted(i)));
      }
    }
    return Set.copyOf(hosts);
  }

  private RuleExpression when() {
    NamedLists lists = new NamedLists(Map.of("bad", List.of("192.0.2.0/24", "::1")));
    return random.nextInt(3) == 0
        ? read(RuleExpression.parse("ip.src in $bad", lists))
        : read(RuleExpression.parse(one(EXPRESSIONS)));
  }

  private static <T> T read(ParseResult<T> result) {
    return switch (result) {
      case ParseResult.Parsed<T>(T value) -> value;
      case ParseResult.Invalid<T>(var problems) -> throw new AssertionError(problems);
    };
  }

  private RuleAction action() {
    Text text =
        random.nextBoolean()
            ? new Text.Fixed("/there")
            : new Text.Computed(read(ValueExpression.parse("http.host")));
    RuleAction simple =
        one(
            List.of(
                RuleAction.Block.FORBIDDEN,
                new RuleAction.Block(451, "no", "text/html"),
                new RuleAction.Log(),
                new RuleAction.Allow(),
                new RuleAction.Respond(200, "User-agent: *", null),
                new RuleAction.AllowOrigins(
                    new Cors(
                        List.of("https://app.example.com", "https://*.example.com"),
                        List.of("GET", "PUT"),
                        List.of("X-Key"),
                        List.of(),
                        random.nextBoolean(),
                        60)),
                new RuleAction.Close(),
                new RuleAction.Redirect(302, text, random.nextBoolean()),
                new RuleAction.Rewrite(text, maybe(text)),
                new RuleAction.Rewrite(null, new Text.Fixed("")),
                new RuleAction.SetRequestHeader("X-A", text),
                new RuleAction.RemoveRequestHeader("X-B"),
                new RuleAction.SetResponseHeader("X-C", text),
                new RuleAction.RemoveResponseHeader("X-D")));
    return random.nextInt(4) > 0
        ? simple
        : new RuleAction.RateLimit(
            List.of(read(ValueExpression.parse("http.host"))), Duration.ofSeconds(10), 100, simple);
  }
}
