package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code edgekeep events}. */
@Command(
    name = "events",
    description = {
      "List why handshakes, requests and key operations were refused; newest first.",
      "With --follow, show new events as they happen."
    })
public final class EventsCommand extends ApiCommand {
  private static final String[] COLUMNS = {
    "time", "kind", "host", "verdict", "clientAddress:client", "serial", "detail"
  };

  /** The number of times that a stream is resumed without an event in between. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_MILLIS = 1_000;

  @Option(names = "--host", paramLabel = "HOST", description = "Only events of this host.")
  private @Nullable String host;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only events of this kind, such as handshake-refused.")
  private @Nullable String kind;

  @Option(
      names = "--verdict",
      paramLabel = "VERDICT",
      description = "Only events with this verdict, such as revoked or expired.")
  private @Nullable String verdict;

  @Option(
      names = "--serial",
      paramLabel = "SERIAL",
      description = "Only events of the client certificate with this serial number.")
  private @Nullable String serial;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "Only events that this rule caused: its name or id.")
  private @Nullable String rule;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only events from this time on, such as 2027-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only events up to this time.")
  private @Nullable String until;

  @Mixin private final LimitOption limit = new LimitOption();

  @Option(names = "--follow", description = "Show new events until interrupted.")
  private boolean follow;

  @Override
  public Integer call() throws Exception {
    ApiPath path =
        ApiPath.of("events")
            .with("host", host)
            .with("kind", kind)
            .with("verdict", verdict)
            .with("serial", serial)
            .with("rule", rule)
            .with("since", since)
            .with("until", until);
    return follow
        ? following((api, screen) -> follow(api, path, screen))
        : with((api, screen) -> screen.list(limit.first(api, path), COLUMNS));
  }

  private static void follow(ApiClient api, ApiPath path, Screen screen)
      throws CommandFailure, InterruptedException {
    Following following = new Following(screen);
    for (int left = ATTEMPTS; left > 0; left--) {
      long before = following.seen;
      api.follow(path, following.last, event -> following.show(event.id(), event.data()));
      left = following.seen > before ? ATTEMPTS : left;
      Thread.sleep(PAUSE_MILLIS);
    }
    throw CommandFailure.outside("the control plane keeps closing the event stream");
  }

  /** The events that have been received. */
  private static final class Following {
    private final Screen screen;
    private @Nullable String last;
    private long seen;

    Following(Screen screen) {
      this.screen = screen;
    }

    void show(String id, JsonNode event) {
      screen.line(event, COLUMNS);
      last = id.isEmpty() ? last : id;
      seen++;
    }
  }
}
