package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters of a node and the health of its origins. Immutable.
 *
 * @param boot of the process whose counters these are
 * @param ruleMatches matches since the process started by the rule's name; rules with none are left
 *     out
 * @param servers those that are not healthy, and those that were not at the last report
 * @param totals other counters since the process started, by name; up to {@link #MAX_TOTALS}
 */
public record NodeReport(
    String boot, Map<String, Long> ruleMatches, List<Server> servers, Map<String, Long> totals) {
  public static final int MAX_TOTALS = 1_000;

  private static final PartId PART = new PartId("report", "");

  public NodeReport {
    ruleMatches = Map.copyOf(ruleMatches);
    servers = List.copyOf(servers);
    totals = Map.copyOf(totals);
    if (totals.size() > MAX_TOTALS) {
      throw new IllegalArgumentException("a report has up to %d totals".formatted(MAX_TOTALS));
    }
  }

  /** A report without other counters. */
  public NodeReport(String boot, Map<String, Long> ruleMatches, List<Server> servers) {
    this(boot, ruleMatches, servers, Map.of());
  }

  /**
   * A server of an origin as the node sees it.
   *
   * @param server {@code host:port}
   * @param since the latest change; null when there was none
   */
  public record Server(
      String origin, String server, boolean healthy, String reason, @Nullable Instant since) {}

  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.text("boot", boot)
            .objects(
                "rules",
                new TreeMap<>(ruleMatches).entrySet(),
                (item, rule) -> item.text("name", rule.getKey()).number("matches", rule.getValue()))
            .objects("servers", servers, NodeReport::server)
            .objects(
                "totals",
                new TreeMap<>(totals).entrySet(),
                (item, one) -> item.text("name", one.getKey()).number("count", one.getValue())));
  }

  private static void server(FieldWriter out, Server server) {
    out.text("origin", server.origin())
        .text("server", server.server())
        .flag("healthy", server.healthy())
        .text("reason", server.reason());
    if (server.since() != null) {
      out.number("since", server.since().toEpochMilli());
    }
  }

  /**
   * @throws WireException when the bytes are no report
   */
  public static NodeReport read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in -> {
          Map<String, Long> matches = new TreeMap<>();
          for (Map.Entry<String, Long> rule :
              in.objects("rules", item -> Map.entry(item.text("name"), item.number("matches")))) {
            matches.put(rule.getKey(), rule.getValue());
          }
          Map<String, Long> totals = new TreeMap<>();
          for (Map.Entry<String, Long> one :
              in.objects("totals", item -> Map.entry(item.text("name"), item.number("count")))) {
            totals.put(one.getKey(), one.getValue());
          }
          return new NodeReport(
              in.text("boot"), matches, in.objects("servers", NodeReport::server), totals);
        });
  }

  private static Server server(Fields in) throws WireException {
    return new Server(
        in.text("origin"),
        in.text("server"),
        in.flag("healthy"),
        in.text("reason"),
        in.has("since") ? Times.milli(in, "since") : null);
  }
}
