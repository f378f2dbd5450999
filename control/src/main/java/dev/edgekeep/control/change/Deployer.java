package dev.edgekeep.control.change;

import java.util.List;

/** Deploys changes to edge nodes. */
@FunctionalInterface
public interface Deployer {
  /**
   * Called after the commit, in the order of the changes; returns at once.
   *
   * @param invalidations parts of the snapshot to build again; not empty
   */
  void deploy(long version, List<Invalidation> invalidations);
}
