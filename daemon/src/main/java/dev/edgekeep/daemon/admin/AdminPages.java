package dev.edgekeep.daemon.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages of one server, and what is refused before any of them. Immutable; any thread. */
final class AdminPages {
  private static final System.Logger LOGGER = System.getLogger(AdminPages.class.getName());

  private final RequestGuard guard;
  private final List<AdminPage> pages;

  AdminPages(RequestGuard guard, List<AdminPage> pages) {
    this.guard = guard;
    this.pages = List.copyOf(pages);
  }

  /** Answers a request, by its head alone. May block. */
  AdminResponse answer(HttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return AdminResponse.error(AdminResponse.BAD_REQUEST, "this is not an HTTP request");
    }
    AdminResponse refusal = guard.refusal(request.headers());
    if (refusal != null) {
      return refusal;
    }
    AdminPage page = find(request);
    if (page == null) {
      return AdminResponse.error(AdminResponse.NOT_FOUND, "there are " + paths() + " here");
    }
    if (!page.methods().contains(request.method().name())) {
      return AdminResponse.error(
          AdminResponse.METHOD_NOT_ALLOWED, page.path() + " is for " + methods(page));
    }
    return render(page, request);
  }

  private static AdminResponse render(AdminPage page, HttpRequest request) {
    try {
      return page.renderer()
          .render(
              new AdminRequest(
                  request.headers().get(HttpHeaderNames.ACCEPT, ""),
                  new QueryStringDecoder(request.uri()).parameters()));
    } catch (IllegalArgumentException e) {
      return AdminResponse.error(AdminResponse.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "The admin page " + page.path() + " failed", e);
      return AdminResponse.error(AdminResponse.INTERNAL_ERROR, "the page failed: " + e);
    }
  }

  /** The methods that the page of a request is for; null when there is no such page. */
  @Nullable String allowed(HttpRequest request) {
    AdminPage page = find(request);
    return page == null ? null : methods(page);
  }

  private @Nullable AdminPage find(HttpRequest request) {
    String path = new QueryStringDecoder(request.uri()).rawPath();
    for (AdminPage page : pages) {
      if (page.path().equals(path)) {
        return page;
      }
    }
    return null;
  }

  private static String methods(AdminPage page) {
    return String.join(", ", page.methods());
  }

  private String paths() {
    List<String> paths = pages.stream().map(AdminPage::path).toList();
    return paths.stream().limit(paths.size() - 1L).collect(Collectors.joining(", "))
        + " and "
        + paths.getLast();
  }
}
