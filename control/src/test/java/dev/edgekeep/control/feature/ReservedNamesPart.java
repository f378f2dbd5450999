package dev.edgekeep.control.feature;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Has edge nodes refuse reserved names with the reason that was given. */
final class ReservedNamesPart implements SnapshotPart {
  static final String NAME = "reserved-names";

  private final Map<String, ReservedName> readable = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void load(Handle db) {
    db.createQuery("SELECT * FROM reserved_name").map(ReservedName.ROW).forEach(this::put);
  }

  @Override
  public void refresh(Handle db, String id) {
    readable.remove(id);
    unreadable.remove(id);
    db.createQuery("SELECT * FROM reserved_name WHERE id = :id")
        .bind("id", id)
        .map(ReservedName.ROW)
        .forEach(this::put);
  }

  private void put(ReservedName reserved) {
    try {
      HostPattern _ = new HostPattern(reserved.name());
      readable.put(reserved.id(), reserved);
    } catch (IllegalArgumentException e) {
      unreadable.put(
          reserved.id(), "reserved name %s: %s".formatted(reserved.name(), e.getMessage()));
    }
  }

  @Override
  public Map<String, String> unreadable() {
    return unreadable;
  }

  @Override
  public Snapshot addTo(Snapshot snapshot) {
    if (readable.isEmpty()) {
      return snapshot;
    }
    Map<HostPattern, String> names = new HashMap<>(snapshot.unavailable());
    for (ReservedName reserved : readable.values()) {
      HostPattern name = new HostPattern(reserved.name());
      if (!snapshot.hosts().containsKey(name)) {
        names.put(name, reserved.reason());
      }
    }
    return snapshot.withUnavailable(names);
  }
}
