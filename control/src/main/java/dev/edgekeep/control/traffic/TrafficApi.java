package dev.edgekeep.control.traffic;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.traffic.TrafficView.Durations;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code /traffic}: what edge nodes have counted in the last hour. */
public final class TrafficApi implements Feature {
  private final Parts parts;
  private final TrafficSeries series = new TrafficSeries();
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("traffic").factory());

  /**
   * The parts that it works with.
   *
   * @param log receives failures
   */
  public record Parts(
      Store store,
      Sites sites,
      Supplier<Deployments> deployments,
      InstantSource clock,
      Consumer<String> log) {}

  public TrafficApi(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/traffic", Role.VIEWER, this::all);
    routes.get("/traffic/key-servers", Role.VIEWER, this::keyServers);
    routes.get("/sites/{site}/rules/matches", Role.VIEWER, this::rules);
  }

  @Override
  public void start() {
    long millis = TrafficSeries.STEP.toMillis();
    var _ = sampler.scheduleAtFixedRate(this::sample, 0, millis, TimeUnit.MILLISECONDS);
  }

  /** Takes what nodes have counted until now. */
  void sample() {
    try {
      Deployments deployments = parts.deployments().get();
      series.add(parts.clock().instant(), deployments.totals(), deployments.ruleMatches());
    } catch (RuntimeException e) {
      // An executor does not repeat a task that has thrown.
      parts.log().accept("the traffic of the nodes cannot be read: " + e);
    }
  }

  /** Nodes serve all accounts, so their traffic is for those who run them. */
  private Answer all(Call call) {
    call.caller().requireWholeAccount();
    boolean isOperator = parts.store().read(db -> OperatorAccount.isOf(db, call.caller()));
    if (!isOperator) {
      throw DomainException.forbidden(
          "the traffic of the nodes is shown to the operator's account only");
    }
    String group = call.query("group").orElse("");
    return Answer.ok(
        new TrafficView(
            TrafficSeries.STEP.toSeconds(),
            series.until(),
            series.read(group, "handshakes/"),
            series.read(group, "handshakesRefused/"),
            series.read(group, "requests/"),
            series.read(group, "requestsRefused/"),
            Durations.of(series.read(group, "requestTime/")),
            Durations.of(series.read(group, "handshakeTime/"))));
  }

  /** Nodes call a key server by its account and name. */
  private Answer keyServers(Call call) {
    call.caller().requireWholeAccount();
    String account =
        parts
            .store()
            .read(db ->
                db.createQuery("SELECT name FROM account WHERE id = :id")
                    .bind("id", call.caller().accountId())
                    .mapTo(String.class)
                    .one());
    Map<String, Map<String, long[]>> operations = byKeyServer(account, "keyOperations/");
    Map<String, Map<String, long[]>> times = byKeyServer(account, "keyTime/");
    Map<String, TrafficView.KeyServer> found = new TreeMap<>();
    operations.forEach((name, byOutcome) ->
        found.put(
            name,
            new TrafficView.KeyServer(
                byOutcome, Durations.of(times.getOrDefault(name, Map.of())))));
    return Answer.ok(
        new TrafficView.KeyServers(TrafficSeries.STEP.toSeconds(), series.until(), found));
  }

  /** Series as {@code ok/default/vault}, by the key server of the account and the first word. */
  private Map<String, Map<String, long[]>> byKeyServer(String account, String prefix) {
    Map<String, Map<String, long[]>> found = new HashMap<>();
    series
        .read("", prefix)
        .forEach((name, values) -> {
          int first = name.indexOf('/');
          String keyServer = name.substring(first + 1);
          if (first > 0 && keyServer.startsWith(account + "/")) {
            found
                .computeIfAbsent(keyServer.substring(account.length() + 1), any -> new TreeMap<>())
                .put(name.substring(0, first), values);
          }
        });
    return found;
  }

  private Answer rules(Call call) {
    Site site = parts.sites().require(call.caller(), call.path("site"));
    Map<String, long[]> rules = series.read("", "rules/" + site.name() + "/");
    return Answer.ok(
        new TrafficView.RuleMatches(TrafficSeries.STEP.toSeconds(), series.until(), rules));
  }

  @Override
  public void close() {
    sampler.shutdownNow();
  }
}
