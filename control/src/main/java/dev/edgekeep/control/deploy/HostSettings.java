package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RouteContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the stored settings of hosts. Hosts with equal text share them. One thread at a time. */
final class HostSettings {
  private final StoredValues values;
  private final Map<String, Read> byText = new HashMap<>();

  HostSettings(StoredValues values) {
    this.values = values;
  }

  /**
   * The settings of a host.
   *
   * @param groups the groups of nodes that serve it; empty: all
   */
  record Read(
      HostPolicy policy,
      List<RouteContent> routes,
      int maxChainDepth,
      @Nullable FromHeader fromHeader,
      Set<String> groups) {}

  /**
   * The settings of a text.
   *
   * @throws RuntimeException with the reason when they cannot be read
   */
  Read read(String json) {
    return byText.computeIfAbsent(json, this::parse);
  }

  /** The settings of a text, if it was read; null otherwise. */
  @Nullable Read known(String json) {
    return byText.get(json);
  }

  int size() {
    return byText.size();
  }

  /** Forgets the settings of all other texts. */
  void retain(Set<String> used) {
    byText.keySet().retainAll(used);
  }

  /** A setting that is not known here, as one of a later version, is a fault: it may protect. */
  private Read parse(String json) {
    PartReader parts = values.parts();
    return Settings.read(
        "a host's settings",
        json,
        value -> {
          Section section = value.section();
          if (section == null) {
            return null;
          }
          int depth =
              (int)
                  section.number(
                      "maxChainDepth",
                      ClientAuth.MAX_CHAIN_DEPTH,
                      ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
          HostPolicy policy = parts.policy(section);
          List<RouteContent> routes = parts.routes(section, null, policy);
          FromHeader fromHeader = parts.fromHeader(section.get("fromHeader"), null);
          Set<String> groups = NodeGroup.ofHost(section);
          section.end();
          return new Read(policy, routes, depth, fromHeader, Set.copyOf(groups));
        });
  }
}
