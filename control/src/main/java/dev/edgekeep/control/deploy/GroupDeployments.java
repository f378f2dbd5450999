package dev.edgekeep.control.deploy;

import java.util.HashMap;
import java.util.Map;

/**
 * The deployments of a version, one for each group of nodes. Groups share what is equal. One thread
 * at a time.
 */
final class GroupDeployments {
  private final Map<String, GroupView> views = new HashMap<>();
  private final Map<String, DeploymentHistory> histories = new HashMap<>();

  /** The deployment of a version for a group. */
  Deployment of(String group, long version, GroupedSnapshot grouped) {
    GroupView view = views.computeIfAbsent(group, GroupView::new);
    DeploymentHistory history = histories.computeIfAbsent(group, name -> new DeploymentHistory());
    return history.deployment(version, view.of(grouped));
  }
}
