package dev.edgekeep.keyserver.admin;

import dev.edgekeep.keyserver.key.KeyInfo;
import java.util.Collection;
import java.util.Map;

/** The key server as the admin server sees it. Any thread. */
public interface KeyServerView {
  /** Reads everything again, whole or not at all. Blocks until that is done. */
  ReloadResult reload();

  /** The keys that are held now. */
  Collection<KeyInfo> keys();

  /** The state of each token in use by its label: true if it can be used. */
  Map<String, Boolean> tokens();

  /** Returns whether edges may connect; false while it drains. */
  boolean isReady();
}
