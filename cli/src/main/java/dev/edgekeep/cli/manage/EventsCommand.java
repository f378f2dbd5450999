package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code edgekeep events}. */
@Command(
    name = "events",
    description = {
      "Why somebody was refused: handshakes, requests, key operations; the newest first.",
      "With --follow those that come, as they come."
    })
public final class EventsCommand extends ApiCommand {
  private static final String[] COLUMNS = {
    "time", "kind", "host", "verdict", "clientAddress:client", "serial", "detail"
  };

  /** A stream that ends is taken up again this often without one event in between. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_MILLIS = 1_000;

  @Option(names = "--host", paramLabel = "HOST", description = "Of this host only.")
  private @Nullable String host;

  @Option(names = "--kind", paramLabel = "KIND", description = "As handshake-refused.")
  private @Nullable String kind;

  @Option(names = "--verdict", paramLabel = "VERDICT", description = "As revoked, expired.")
  private @Nullable String verdict;

  @Option(
      names = "--serial",
      paramLabel = "SERIAL",
      description = "Of this client certificate only.")
  private @Nullable String serial;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "In which this rule acted: its id or its name.")
  private @Nullable String rule;

  @Option(names = "--since", paramLabel = "TIME", description = "As 2027-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "As --since.")
  private @Nullable String until;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Option(names = "--follow", description = "Go on until ended.")
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
        : with((api, screen) -> screen.list(Pages.first(api, path, limit), COLUMNS));
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
    throw CommandFailure.outside("the control plane ends the stream of events again and again");
  }

  /** What was seen. */
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
