package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The hosts of a version: those of the version before, without what was removed, and with what has
 * changed. A host that cannot be linked is taken out. Used once, by one thread.
 */
final class LinkedHosts {
  private final Snapshot before;
  private final Map<String, Part> changed;
  private final Linker linker;
  private final References references;
  private final Refusals refusals;
  private HostMap hosts;

  /**
   * @param before the version before
   * @param changed the parts of hosts that have changed, by name
   */
  LinkedHosts(
      Snapshot before,
      Map<String, Part> changed,
      Linker linker,
      References references,
      Refusals refusals) {
    this.before = before;
    this.changed = changed;
    this.linker = linker;
    this.references = references;
    this.refusals = refusals;
    this.hosts = HostMap.of(before.hosts());
  }

  HostMap hosts() {
    return hosts;
  }

  void remove(Collection<HostPattern> names) {
    hosts = hosts.without(names);
  }

  /** Puts the hosts in force whose parts have changed. */
  void readChanged() throws WireException {
    List<Host> linked = new ArrayList<>();
    List<HostPattern> gone = new ArrayList<>();
    for (Part part : changed.values()) {
      HostPattern name = name(part.id());
      try {
        HostDraft draft =
            Fields.read(part.id(), part.body(), in -> HostCodec.read(name.name(), in, references));
        linked.add(linker.link(draft));
      } catch (WireException e) {
        refusals.takeOut(name, part, e);
        gone.add(name);
      }
    }
    hosts = hosts.without(gone).with(linked);
  }

  /** A part whose key is no host's name is nobody's. */
  static HostPattern name(PartId id) throws WireException {
    try {
      return new HostPattern(id.key());
    } catch (IllegalArgumentException e) {
      throw new WireException(id, String.valueOf(e.getMessage()));
    }
  }

  /** Links the hosts again that refer to something that has changed. */
  void relinkStale() {
    List<Host> relinked = new ArrayList<>();
    List<HostPattern> gone = new ArrayList<>();
    for (Host host : hosts.values()) {
      if (linker.isStale(host)) {
        try {
          relinked.add(linker.link(HostDraft.of(host)));
        } catch (WireException e) {
          refusals.takeOut(host.name(), part(host), e);
          gone.add(host.name());
        }
      }
    }
    hosts = hosts.without(gone).with(relinked);
  }

  /** Takes hosts out of service because of a part that was refused. */
  void takeOut(Collection<HostPattern> names, PartId refused) {
    List<HostPattern> gone = new ArrayList<>();
    for (HostPattern name : names) {
      Host host = hosts.get(name);
      if (host != null) {
        refusals.withhold(part(host));
        refusals.takeOut(name, refused);
        gone.add(name);
      }
    }
    hosts = hosts.without(gone);
  }

  /** The part of a host as it came; a host of the version before is encoded again. */
  private Part part(Host host) {
    String name = host.name().name();
    Part came = changed.get(name);
    if (came != null) {
      return came;
    }
    PartId id = PartKind.HOST.id(name);
    AtomicReference<Part> encoded = new AtomicReference<>();
    HostCodec.write(
        before.hosts().getOrDefault(host.name(), host),
        before,
        (part, blob) -> {
          if (part.id().equals(id)) {
            encoded.set(part);
          }
        });
    return encoded.get();
  }
}
