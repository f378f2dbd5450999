package dev.edgekeep.snapshot;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every host by its name, in no particular order. Immutable, and in parts: a change copies the
 * parts that it touches and shares the others, so that one host among very many costs what a few
 * hosts cost, and code that derives something from all hosts can keep what it derived from a part.
 */
public final class HostMap extends AbstractMap<HostPattern, Host> {
  /** The number of parts; a power of two. */
  public static final int PARTS = 1 << 10;

  public static final HostMap EMPTY = new HostMap(Collections.nCopies(PARTS, Map.of()), 0);

  /** 2^32 divided by the golden ratio: spreads what {@link String#hashCode} leaves together. */
  private static final int SPREAD = 0x9E37_79B9;

  private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(PARTS);

  private final List<Map<HostPattern, Host>> parts;
  private final int size;

  private HostMap(List<Map<HostPattern, Host>> parts, int size) {
    this.parts = parts;
    this.size = size;
  }

  /**
   * @return the same object when it is a host map already
   * @throws IllegalArgumentException when a host has another name than it is filed under
   */
  public static HostMap of(Map<HostPattern, Host> hosts) {
    if (hosts instanceof HostMap same) {
      return same;
    }
    hosts.forEach((name, host) -> {
      if (!name.equals(host.name())) {
        throw new IllegalArgumentException("%s is filed under %s".formatted(host.name(), name));
      }
    });
    return EMPTY.with(hosts.values());
  }

  /** The part, from 0, that a host of this name is in, wherever it is. */
  public static int partOf(String name) {
    return (name.hashCode() * SPREAD) >>> SHIFT;
  }

  /** The hosts of a part; the same object for as long as none of them changes. */
  public Map<HostPattern, Host> part(int index) {
    return parts.get(index);
  }

  /** A map that has these hosts, each in the place of the one of its name. */
  public HostMap with(Collection<Host> hosts) {
    Draft draft = new Draft();
    hosts.forEach(draft::put);
    return draft.map();
  }

  /** A map without the hosts of these names; names that are not there are ignored. */
  public HostMap without(Collection<HostPattern> names) {
    Draft draft = new Draft();
    names.forEach(draft::remove);
    return draft.map();
  }

  /** Copies of the parts that are changed. */
  private final class Draft {
    private final Map<Integer, Map<HostPattern, Host>> changed = new HashMap<>();
    private int count = size;

    void put(Host host) {
      if (part(host.name()).put(host.name(), host) == null) {
        count++;
      }
    }

    void remove(HostPattern name) {
      if (containsKey(name) && part(name).remove(name) != null) {
        count--;
      }
    }

    private Map<HostPattern, Host> part(HostPattern name) {
      return changed.computeIfAbsent(partOf(name.name()), index -> new HashMap<>(parts.get(index)));
    }

    HostMap map() {
      if (changed.isEmpty()) {
        return HostMap.this;
      }
      List<Map<HostPattern, Host>> all =
          IntStream.range(0, PARTS)
              .mapToObj(index -> {
                Map<HostPattern, Host> part = changed.get(index);
                return part == null ? parts.get(index) : Collections.unmodifiableMap(part);
              })
              .toList();
      return new HostMap(all, count);
    }
  }

  @Override
  public @Nullable Host get(Object key) {
    return key instanceof HostPattern name ? parts.get(partOf(name.name())).get(name) : null;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<HostPattern, Host>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Entry<HostPattern, Host>> {
    @Override
    public Iterator<Entry<HostPattern, Host>> iterator() {
      return parts.stream().flatMap(part -> part.entrySet().stream()).iterator();
    }

    @Override
    public int size() {
      return size;
    }
  }
}
