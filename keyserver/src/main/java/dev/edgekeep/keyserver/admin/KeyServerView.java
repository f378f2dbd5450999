package dev.edgekeep.keyserver.admin;

import dev.edgekeep.keyserver.key.KeyInfo;
import java.util.Collection;

/** What the admin server shows and does. Any thread. */
public interface KeyServerView {
  /** Reads everything anew, whole or not at all. Blocks until that is done. */
  ReloadResult reload();

  /** The keys that are held now. */
  Collection<KeyInfo> keys();

  /** Whether edges may connect; false while it drains. */
  boolean isReady();
}
