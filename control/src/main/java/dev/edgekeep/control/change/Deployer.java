package dev.edgekeep.control.change;

import java.util.List;

/** Takes what was changed to edge nodes. */
@FunctionalInterface
public interface Deployer {
  /**
   * Called after the commit, in the order of the changes; returns at once.
   *
   * @param touched what is to be made anew; not empty
   */
  void deploy(long version, List<Touched> touched);
}
