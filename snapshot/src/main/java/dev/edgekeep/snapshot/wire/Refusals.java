package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of a version that cannot be put in force, and the hosts that are out of
 * service because of each. A part that only lacks another one is counted to that one. One thread at
 * a time.
 */
final class Refusals {
  private static final Comparator<HostPattern> BY_NAME = Comparator.comparing(HostPattern::name);

  private final Map<PartId, Cause> causes = new TreeMap<>();
  private final Map<PartId, PartId> causeOf = new HashMap<>();
  private final Map<PartId, Part> parts = new HashMap<>();
  private final Map<HostPattern, String> hosts = new HashMap<>();

  /** A part that is wrong by itself, and the hosts that need it. */
  private record Cause(String reason, List<HostPattern> hosts) {}

  /** A part cannot be read, or something that it refers to. */
  void refuse(Part part, WireException problem) {
    withhold(part);
    refuse(part.id(), problem);
  }

  /** Nothing that depends on this part may be put in force, also where the part can be read. */
  void refuse(PartId id, WireException problem) {
    PartId known = problem.part() == null ? null : causeOf.get(problem.part());
    PartId cause = known == null ? id : known;
    causeOf.put(id, cause);
    causes.computeIfAbsent(cause, first -> new Cause(problem.problem(), new ArrayList<>()));
  }

  /** Keeps a part for the next version. */
  void withhold(Part part) {
    parts.put(part.id(), part);
  }

  /** A host is out of service: its part, or one that it needs, is refused. */
  void takeOut(HostPattern host, Part part, WireException problem) {
    refuse(part, problem);
    takeOut(host, causeOf.getOrDefault(part.id(), part.id()));
  }

  /** A host is out of service because of a part that was refused. */
  void takeOut(HostPattern host, PartId refused) {
    PartId id = causeOf.getOrDefault(refused, refused);
    Cause cause = causes.get(id);
    if (cause != null && hosts.putIfAbsent(host, id + ": " + cause.reason()) == null) {
      cause.hosts().add(host);
    }
  }

  boolean isEmpty() {
    return causes.isEmpty();
  }

  boolean isRefused(PartId id) {
    return causeOf.containsKey(id);
  }

  /**
   * @throws WireException that names the part that is wrong, where this one was refused
   */
  void require(PartId id) throws WireException {
    PartId cause = causeOf.get(id);
    Cause known = cause == null ? null : causes.get(cause);
    if (cause != null && known != null) {
      throw new WireException(cause, known.reason());
    }
  }

  /** The hosts that are out of service, with the reason. */
  Map<HostPattern, String> hosts() {
    return hosts;
  }

  /**
   * @param rules where a rule is refused
   */
  Withheld withheld(RuleDraft.@Nullable All rules) {
    if (parts.isEmpty()) {
      return Withheld.NOTHING;
    }
    List<RefusedPart> refused = new ArrayList<>();
    causes.forEach((id, cause) -> {
      cause.hosts().sort(BY_NAME);
      refused.add(new RefusedPart(id.toString(), cause.reason(), cause.hosts()));
    });
    return new Withheld(parts, hosts, rules, refused, null);
  }
}
