package dev.edgekeep.edge.revocation;

import dev.edgekeep.config.network.HttpUrl;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The URLs that verified paths of one CA named, a bounded number. Any thread. */
final class NamedPoints {
  /** Public CAs split their lists into some dozen parts. */
  private static final int MAX_POINTS = 128;

  private final Set<HttpUrl> urls = new LinkedHashSet<>();

  /**
   * Adds a URL; when there are too many, in the place of one that is useless.
   *
   * @return whether the URL is there now
   */
  synchronized boolean add(HttpUrl url, Predicate<HttpUrl> isUseless) {
    if (!urls.contains(url) && urls.size() >= MAX_POINTS) {
      urls.stream().filter(isUseless).findFirst().ifPresent(urls::remove);
    }
    return urls.contains(url) || (urls.size() < MAX_POINTS && urls.add(url));
  }

  synchronized List<HttpUrl> urls() {
    return List.copyOf(urls);
  }
}
