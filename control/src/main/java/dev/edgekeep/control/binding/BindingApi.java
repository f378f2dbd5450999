package dev.edgekeep.control.binding;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.snapshot.HostPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The paths that bind hosts: the same for the managed CA and for custom ones. */
public final class BindingApi {
  private final Bindings bindings;
  private final Sites sites;

  public BindingApi(Bindings bindings, Sites sites) {
    this.bindings = bindings;
    this.sites = sites;
  }

  /** Finds the client CA that a path means. */
  public interface Resolver {
    /** The client CA to look at; empty when it was not created yet. */
    Optional<String> find(Call call, Site site);

    /** The client CA to bind; created when it does not exist yet. */
    Bindings.ClientCa require(Call call, Site site);
  }

  /**
   * Adds the paths of one kind of client CA.
   *
   * @param path that ends in {@code /hosts}
   */
  public void addTo(Routes routes, String path, Resolver resolver) {
    routes.get(path, Role.VIEWER, call -> get(call, resolver));
    routes.put(path, Role.OPERATOR, call -> change(call, resolver, Bindings.Mode.REPLACE));
    routes.post(path, Role.OPERATOR, call -> change(call, resolver, Bindings.Mode.ADD));
    routes.delete(path + "/{host}", Role.OPERATOR, call -> release(call, resolver));
  }

  private Answer get(Call call, Resolver resolver) {
    Site site = sites.require(call.caller(), call.path("site"));
    List<String> hosts =
        resolver.find(call, site).map(ca -> bindings.list(site, ca)).orElse(List.of());
    return Answer.ok(Map.of("hosts", hosts));
  }

  private Answer change(Call call, Resolver resolver, Bindings.Mode mode) {
    Site site = sites.require(call.caller(), call.path("site"));
    List<String> names = call.body(BindingApi::names);
    return answer(call, resolver, site, mode, names);
  }

  private Answer release(Call call, Resolver resolver) {
    Site site = sites.require(call.caller(), call.path("site"));
    return answer(call, resolver, site, Bindings.Mode.REMOVE, List.of(call.hostName("host")));
  }

  private Answer answer(
      Call call, Resolver resolver, Site site, Bindings.Mode mode, List<String> names) {
    var changed = bindings.change(call.actor(), site, resolver.require(call, site), mode, names);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("hosts", changed.value().hosts());
    if (!changed.value().warnings().isEmpty()) {
      view.put("warnings", changed.value().warnings());
    }
    return Answer.ok(view).of(changed);
  }

  private static @Nullable List<String> names(Section section) {
    Value value = section.require("hosts", "give the names of hosts, as [\"www.example.com\"]");
    return value == null
        ? null
        : value.items().stream().map(BindingApi::name).filter(Objects::nonNull).toList();
  }

  private static @Nullable String name(Value value) {
    String written = value.name();
    if (written == null) {
      return null;
    }
    try {
      return HostPattern.of(written).name();
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
