package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.SignatureCheck;
import dev.edgekeep.fleet.message.Signer;
import dev.edgekeep.fleet.seal.GroupKeys;
import org.jspecify.annotations.Nullable;

/** The keys by which a control plane understands nodes. Any thread; must not block for long. */
public interface FleetKeys {
  /** The keys of nodes: each may sign the messages of its own address. */
  SignatureCheck nodes();

  /** The keys of a group; null: there is no such group. */
  @Nullable GroupKeys group(String group);

  /** Signs answers to nodes. */
  Signer signer();
}
