package dev.edgekeep.control.feature;

import dev.edgekeep.control.api.Routes;
import java.util.List;
import java.util.Optional;

/**
 * A feature of the control plane: one package, and one line in {@code ControlPlane}. Everything has
 * a default, because few features need all of it. What a feature stores it describes with a {@link
 * dev.edgekeep.control.record.RecordKind}, which also names the part of the snapshot that a change
 * of a record invalidates.
 *
 * <p>Constructing a feature reads nothing: its tables need not exist yet. {@link #migrations} and
 * {@link #snapshotPart} are asked for first, then {@link #addTo}, then {@link #start}, each once
 * and on one thread; {@link #close} comes last.
 */
public interface Feature extends AutoCloseable {
  /** Adds its paths to the API, each with the role that it needs. */
  void addTo(Routes routes);

  /**
   * Folders of the class path, as {@code dev/edgekeep/control/acme}, that hold the migrations of
   * its tables: {@code V8__acme.sql}. Versions count on over all features, and the SQL is the same
   * for SQLite and PostgreSQL. Empty: it has no tables, or those of {@code migration}.
   */
  default List<String> migrations() {
    return List.of();
  }

  /** Its contribution to snapshots; empty: edge nodes know nothing of it. */
  default Optional<SnapshotPart> snapshotPart() {
    return Optional.empty();
  }

  /** Begins its work in the background. The API listens, and snapshots are deployed. */
  default void start() {}

  /** Ends its work in the background. The API has stopped; waits for a limited time only. */
  @Override
  default void close() {}
}
