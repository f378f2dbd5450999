package dev.edgekeep.control.console.events;

import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The charts of the traffic of all nodes. */
public record Traffic(Chart requests, Chart handshakes, Chart latency) {
  /** Null: it is not shown to this user. */
  public static @Nullable Traffic of(Visit visit) throws Exception {
    Doc traffic;
    try {
      traffic = visit.get("traffic");
    } catch (DomainException e) {
      if (e.kind() == DomainException.Kind.FORBIDDEN) {
        return null;
      }
      throw e;
    }
    String others = visit.t("chart.others");
    return new Traffic(
        Chart.ofCounts(
            traffic,
            List.of(
                new Chart.Counts(
                    traffic.at("requests"),
                    name -> name.equals("none") ? visit.t("chart.noAnswer") : name,
                    Traffic::kindOfStatus)),
            others),
        Chart.ofCounts(
            traffic,
            List.of(
                new Chart.Counts(
                    traffic.at("handshakes"),
                    name -> visit.word("verdict", name),
                    name ->
                        name.equals("verified") ? "ok" : name.equals("absent") ? "main" : "warn"),
                new Chart.Counts(
                    traffic.at("handshakesRefused"),
                    name -> visit.t("chart.refused", visit.word("verdict", name)),
                    name -> "bad")),
            others),
        Chart.ofMillis(traffic, traffic.at("requestMillis")));
  }

  private static String kindOfStatus(String name) {
    return switch (name) {
      case "2xx" -> "main";
      case "4xx" -> "warn";
      case "5xx", "none" -> "bad";
      default -> "muted";
    };
  }
}
