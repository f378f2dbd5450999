package dev.edgekeep.control.keyserver;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /key-servers}. */
public final class KeyServerApi implements Feature {
  private final KeyServers keyServers;
  private final HealthChecks checks;
  private final InstantSource clock;

  public KeyServerApi(KeyServers keyServers, HealthChecks checks, InstantSource clock) {
    this.keyServers = keyServers;
    this.checks = checks;
    this.clock = clock;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/key-servers", Role.VIEWER, this::list);
    routes.post("/key-servers", Role.OPERATOR, this::create);
    routes.get("/key-servers/{keyServer}", Role.VIEWER, this::get);
    routes.put("/key-servers/{keyServer}", Role.OPERATOR, this::replace);
    routes.post("/key-servers/{keyServer}/check", Role.OPERATOR, this::check);
    routes.delete("/key-servers/{keyServer}", Role.OPERATOR, this::delete);
  }

  /** Begins to check the key servers. */
  @Override
  public void start() {
    checks.start();
  }

  @Override
  public void close() {
    checks.close();
  }

  private Answer list(Call call) {
    call.caller().requireWholeAccount();
    return Answer.ok(keyServers.list(call.caller(), call.paging()).map(this::view));
  }

  private Answer get(Call call) {
    call.caller().requireWholeAccount();
    KeyServerRecord keyServer = keyServers.require(call.caller(), call.path("keyServer"));
    return Answer.ok(view(keyServer)).revision(keyServer.revision());
  }

  /** The record with what the last check has found. */
  private Map<String, Object> view(KeyServerRecord keyServer) {
    Map<String, Object> view = keyServers.view(keyServer);
    Checked checked = checks.last(keyServer);
    view.put("health", (checked == null ? Health.UNKNOWN : checked.health()).label());
    if (checked != null) {
      if (checked.latencyMs() != null) {
        view.put("latencyMs", checked.latencyMs());
      }
      view.put("lastCheck", checkView(checked));
    }
    return view;
  }

  private static Map<String, Object> checkView(Checked checked) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("health", checked.health().label());
    view.put("at", checked.at());
    if (checked.latencyMs() != null) {
      view.put("latencyMs", checked.latencyMs());
    }
    view.put("problems", checked.problems());
    view.put("warnings", checked.warnings());
    view.put("addresses", checked.addresses());
    return view;
  }

  private Answer check(Call call) {
    call.caller().requireWholeAccount();
    KeyServerRecord keyServer = keyServers.require(call.caller(), call.path("keyServer"));
    return Answer.ok(checkView(checks.check(keyServer)));
  }

  private Answer create(Call call) {
    call.caller().requireWholeAccount();
    String name =
        call.bodyValue(value -> {
          Section section = value.section();
          String given = section == null ? null : Fields.name(section, "name");
          KeyServer _ = section == null ? null : read(call, section.without("name"));
          return given;
        });
    name = Fields.requireIdentifier("a key server", name);
    Changed<KeyServerRecord> made = keyServers.create(call.actor(), name, call.json());
    KeyServerRecord keyServer = made.value();
    checks.soon(keyServer);
    return Answer.created(path(keyServer), view(keyServer)).revision(keyServer.revision()).of(made);
  }

  private Answer replace(Call call) {
    call.caller().requireWholeAccount();
    call.bodyValue(value -> {
      Section section = value.section();
      return section == null ? null : read(call, section.without("name"));
    });
    String name = Fields.requireIdentifier("a key server", call.path("keyServer"));
    Changed<Put<KeyServerRecord>> made =
        keyServers.put(call.actor(), name, call.json(), call::requireMatch);
    KeyServerRecord keyServer = made.value().record();
    checks.soon(keyServer);
    return Answer.put(made, path(keyServer), view(keyServer));
  }

  private @Nullable KeyServer read(Call call, Value value) {
    ForbiddenAddresses forbidden = keyServers.forbidden(call.caller().accountId());
    return new PartReader(null, clock.instant(), forbidden).keyServer("new", value);
  }

  private static String path(KeyServerRecord keyServer) {
    return "/key-servers/" + keyServer.name();
  }

  private Answer delete(Call call) {
    call.caller().requireWholeAccount();
    return Answer.noContent()
        .of(keyServers.delete(call.actor(), call.path("keyServer"), call::requireMatch));
  }
}
