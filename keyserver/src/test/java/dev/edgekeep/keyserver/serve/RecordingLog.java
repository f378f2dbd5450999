package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.audit.AuditEntry;
import dev.edgekeep.keyserver.audit.AuditLog;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.testing.Eventually;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is written down. */
final class RecordingLog implements AuditLog {
  private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
  private final List<ServerEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public void record(AuditEntry entry) {
    entries.add(entry);
  }

  @Override
  public void record(ServerEvent event) {
    events.add(event);
  }

  List<AuditEntry> entries() {
    return entries;
  }

  List<ServerEvent> events() {
    return events;
  }

  long count(Outcome outcome) {
    return entries.stream().filter(entry -> entry.outcome() == outcome).count();
  }

  /** The first event of a kind, which is waited for. */
  ServerEvent next(ServerEvent.Kind kind) {
    Eventually.await(
        "an event " + kind, () -> events.stream().anyMatch(event -> event.kind() == kind));
    return events.stream().filter(event -> event.kind() == kind).findFirst().orElseThrow();
  }
}
