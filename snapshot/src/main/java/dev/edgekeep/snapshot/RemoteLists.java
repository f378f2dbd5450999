package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.config.value.Bounds;
import java.time.Duration;
import java.util.List;

/**
 * The revocation lists of a client CA that edge nodes fetch themselves. A CA with such lists
 * requires a current one for every certificate of a path, from the beginning: until the first list
 * has arrived, its clients are refused.
 *
 * @param urls of lists; may be empty if distribution points are used
 * @param distributionPoints whether the lists that certificates of this CA's hierarchy name (RFC
 *     5280 §4.2.1.13) are fetched, too
 * @param refresh the maximum time from one fetch to the next
 */
public record RemoteLists(List<HttpUrl> urls, boolean distributionPoints, Duration refresh) {
  public static final int MAX_URLS = 16;
  public static final Bounds REFRESH_SECONDS = new Bounds(1, 30L * 24 * 60 * 60);
  public static final Duration DEFAULT_REFRESH = Duration.ofHours(1);

  public RemoteLists {
    urls = List.copyOf(urls);
    REFRESH_SECONDS.check("refreshSeconds", refresh.toSeconds());
    if (urls.size() > MAX_URLS) {
      throw new IllegalArgumentException("more than %d URLs of lists".formatted(MAX_URLS));
    }
    if (urls.isEmpty() && !distributionPoints) {
      throw new IllegalArgumentException("remote lists without a place to fetch them from");
    }
  }
}
