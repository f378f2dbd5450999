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

  /** Whether each token in use can be used, by its label. */
  Map<String, Boolean> tokens();

  /** Whether edges may connect; false while it drains. */
  boolean isReady();
}
