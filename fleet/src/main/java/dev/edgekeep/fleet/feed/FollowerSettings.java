package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.seal.GroupKeys;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a follower of a group.
 *
 * @param node null: not a node, but a replica of the control plane, which gets no directives
 * @param check the keys of the control plane
 * @param keys of the group; keys that are received are added
 * @param sealingKey the node's private key, which group keys are sealed for; null for a replica
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FollowerSettings(
    String group,
    @Nullable String node,
    SignatureCheck check,
    GroupKeys keys,
    byte @Nullable [] sealingKey) {
  public FollowerSettings {
    Address.checkGroup(group);
    if (node != null) {
      Address.checkNode(node);
      Objects.requireNonNull(sealingKey, "a node has a sealing key");
    }
  }

  /** The text form does not contain the keys. */
  @Override
  public String toString() {
    return node == null ? group : group + " " + node;
  }
}
