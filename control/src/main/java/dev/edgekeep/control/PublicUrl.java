package dev.edgekeep.control;

import dev.edgekeep.control.config.ControlConfig;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The address at which others reach this control plane: as configured, else the API's, which is
 * known once it does. Any thread.
 */
final class PublicUrl implements Supplier<String> {
  private volatile @Nullable String url;

  PublicUrl(ControlConfig config) {
    URI configured = config.publicUrl();
    this.url = configured == null ? null : configured.toString();
  }

  /** The API listens here. */
  void listening(String address) {
    if (url == null) {
      url = address;
    }
  }

  @Override
  public String get() {
    String known = url;
    if (known == null) {
      throw new IllegalStateException("the API does not listen yet");
    }
    return known;
  }
}
