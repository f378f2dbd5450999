package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the revocation status of a client CA that edge nodes obtain from elsewhere: lists, out of
 * {@code revoked}, and {@code ocsp}.
 */
final class RemoteRevocationReader {
  /** The keys of {@code revoked} that are read here. */
  static final String[] KEYS_OF_LISTS = {"url", "distributionPoints", "refreshSeconds"};

  private static final Map<String, ClientOcsp.Mode> MODES =
      Map.of("hard", ClientOcsp.Mode.HARD, "soft", ClientOcsp.Mode.SOFT);

  private final ForbiddenAddresses forbidden;

  /**
   * @param forbidden addresses that are never connected to
   */
  RemoteRevocationReader(ForbiddenAddresses forbidden) {
    this.forbidden = forbidden;
  }

  /**
   * The status of a CA whose own lists are stored elsewhere: {@code revoked} with nothing but lists
   * that are fetched, and {@code ocsp}.
   */
  RemoteRevocation read(@Nullable Value revoked, @Nullable Value ocspValue) {
    Section section = revoked == null ? null : revoked.section();
    RemoteLists lists = section == null ? null : lists(section);
    if (section != null) {
      if (lists == null && !section.hasOther("distributionPoints")) {
        section.error(
            "nothing is fetched; give url: and the URL of a list, or distributionPoints: true");
      }
      section.end();
    }
    return of(lists, ocsp(ocspValue));
  }

  /** The status of a CA by these lists and responses. */
  RemoteRevocation of(@Nullable RemoteLists lists, @Nullable ClientOcsp ocsp) {
    return lists == null && ocsp == null
        ? RemoteRevocation.NONE
        : new RemoteRevocation(lists, ocsp, forbidden);
  }

  /** {@code ocsp}; null when no responder is asked, or when it is wrong. */
  @Nullable ClientOcsp ocsp(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value modeValue =
        section.require("mode", "give hard, or soft to accept clients of unknown status");
    Value url = section.get("url");
    Duration timeout =
        section.millis("timeoutMillis", ClientOcsp.TIMEOUT_MILLIS, ClientOcsp.DEFAULT_TIMEOUT);
    section.end();
    ClientOcsp.Mode mode = modeValue == null ? null : modeValue.choice(MODES);
    HttpUrl responder = url == null ? null : url(url);
    return mode == null ? null : new ClientOcsp(mode, timeout, responder);
  }

  /** The lists; null when none is fetched, or when they are wrong. */
  @Nullable RemoteLists lists(Section section) {
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
