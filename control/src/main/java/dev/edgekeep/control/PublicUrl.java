package dev.edgekeep.control;

import dev.edgekeep.control.config.ControlConfig;
import java.net.URI;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address at which others reach this control plane: as configured, else the API's, which is
 * known once it does. Any thread.
 */
final class PublicUrl implements Supplier<String> {
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(127\\.[0-9.]+|localhost|\\[::1])(:[0-9]+)?/?");

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

  /**
   * The address for people: the configured one only with TLS or on this machine; lists of revoked
   * certificates do without.
   *
   * @param api the address of the API
   */
  String forPeople(String api) {
    String known = get();
    return known.startsWith("https:") || LOOPBACK.matcher(known).matches() ? known : api;
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
