package dev.edgekeep.keyserver.admin;

import dev.edgekeep.keyserver.key.KeyInfo;
import java.util.Collection;
import java.util.Map;

/** What the admin server shows and does. Any thread. */
public interface KeyServerView {
  /** Reads everything anew, whole or not at all. Blocks until that is done. */
  ReloadResult reload();

  /** The keys that are held now. */
  Collection<KeyInfo> keys();

  /** Whether each token in use can be used, by its label. */
  Map<String, Boolean> tokens();

  /** Whether edges may connect; false while it drains. */
  boolean isReady();
}
