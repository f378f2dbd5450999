package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.RemoteLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the lists of a client CA that edge nodes fetch, out of {@code revoked}. */
final class RemoteListsReader {
  /** The keys of {@code revoked} that are read here. */
  static final String[] KEYS = {"url", "distributionPoints", "refreshSeconds"};

  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden addresses that no list is fetched from
   */
  RemoteListsReader(ForbiddenAddresses forbidden) {
    this.forbidden = forbidden;
  }

  /** The lists; null when none is fetched, or when they are wrong. */
  @Nullable RemoteLists read(Section section) {
    Value url = section.get("url");
    boolean distributionPoints = section.flag("distributionPoints", false);
    Value refreshValue = section.get("refreshSeconds");
    long refresh = RemoteLists.DEFAULT_REFRESH.toSeconds();
    if (refreshValue != null) {
      refresh = refreshValue.number(RemoteLists.REFRESH_SECONDS, refresh);
    }
    if (url == null && !distributionPoints) {
      if (refreshValue != null) {
        refreshValue.error(
            "nothing is fetched; give url: and the URL of a list, or remove refreshSeconds");
      }
      return null;
    }
    List<HttpUrl> urls = url == null ? List.of() : urls(url);
    return urls.isEmpty() && !distributionPoints
        ? null
        : new RemoteLists(urls, distributionPoints, Duration.ofSeconds(refresh));
  }

  private List<HttpUrl> urls(Value value) {
    List<Value> items = value.node() instanceof Sequence ? value.items() : List.of(value);
    if (items.isEmpty()) {
      value.error("there is no URL; give one, as in http://crl.example.com/partners.crl");
    }
    List<HttpUrl> urls = new ArrayList<>();
    for (Value item : items) {
      HttpUrl url = url(item);
      if (url != null && urls.contains(url)) {
        item.error("this URL is listed already; remove it");
      } else if (url != null && urls.size() == RemoteLists.MAX_URLS) {
        item.error("more than %d URLs; remove some".formatted(RemoteLists.MAX_URLS));
        return urls;
      } else if (url != null) {
        urls.add(url);
      }
    }
    return urls;
  }

  /** A URL that may be fetched; null, with an error, when it is not one. */
  @Nullable HttpUrl url(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    try {
      HttpUrl url = HttpUrl.parse(text);
      String reason = forbidden.reason(url.host(), url.port());
      if (reason != null) {
        value.error(reason);
        return null;
      }
      return url;
    } catch (IllegalArgumentException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
