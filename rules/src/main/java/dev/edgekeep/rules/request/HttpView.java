package dev.edgekeep.rules.request;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's head; another view has those of its connection and client. Values that
 * need parsing are parsed on first use and cached. One thread at a time.
 */
public final class HttpView implements RequestView {
  private final HttpFacts request;
  private final RequestView connection;

  private @Nullable String rawPath;
  private @Nullable String path;
  private @Nullable String query;
  private @Nullable NameValues args;
  private @Nullable NameValues cookies;

  public HttpView(HttpFacts request, RequestView connection) {
    this.request = request;
    this.connection = connection;
  }

  @Override
  public @Nullable String text(Field field) {
    return switch (field) {
      case HOST -> request.host();
      case METHOD -> request.method();
      case VERSION -> request.version();
      case URI -> uri(path());
      case PATH -> path();
      case EXTENSION -> UriPath.extension(path());
      case QUERY -> query();
      case FULL_URI -> origin() + uri(path());
      case RAW_URI -> request.target();
      case RAW_PATH -> rawPath();
      case RAW_EXTENSION -> UriPath.extension(rawPath());
      case RAW_FULL_URI -> origin() + request.target();
      case COOKIE -> joined("cookie", "; ");
      case REFERER -> request.header("referer");
      case USER_AGENT -> request.header("user-agent");
      case FORWARDED_FOR -> joined("x-forwarded-for", ", ");
      default -> connection.text(field);
    };
  }

  /** Joins a field that HTTP/2 may split into several (RFC 9113 §8.2.3). */
  private @Nullable String joined(String name, String separator) {
    List<String> values = request.headers(name);
    return values.isEmpty() ? null : String.join(separator, values);
  }

  private String origin() {
    return (request.isSecure() ? "https://" : "http://") + request.host();
  }

  private String uri(String path) {
    return query().isEmpty() ? path : path + "?" + query();
  }

  private String rawPath() {
    String found = rawPath;
    if (found == null) {
      found = request.target().substring(0, UriPath.end(request.target()));
      rawPath = found;
    }
    return found;
  }

  private String path() {
    String found = path;
    if (found == null) {
      found = UriPath.of(rawPath()).seen();
      path = found;
    }
    return found;
  }

  private String query() {
    String found = query;
    if (found == null) {
      int mark = request.target().indexOf('?');
      found = mark < 0 ? "" : request.target().substring(mark + 1);
      query = found;
    }
    return found;
  }

  private NameValues args() {
    NameValues found = args;
    if (found == null) {
      found = NameValues.ofQuery(query());
      args = found;
    }
    return found;
  }

  private NameValues cookies() {
    NameValues found = cookies;
    if (found == null) {
      found = NameValues.ofCookies(request.headers("cookie"));
      cookies = found;
    }
    return found;
  }

  @Override
  public long number(Field field) {
    return connection.number(field);
  }

  @Override
  public boolean truth(Field field) {
    return switch (field) {
      case SSL -> request.isSecure();
      // A head that is too long is refused before any rule is evaluated.
      case HEADERS_TRUNCATED -> false;
      default -> connection.truth(field);
    };
  }

  @Override
  public @Nullable IpAddress address(Field field) {
    return connection.address(field);
  }

  @Override
  public List<String> list(Field field) {
    return switch (field) {
      case ARG_NAMES -> args().names();
      case ARG_VALUES -> args().values();
      case HEADER_NAMES -> NameValues.ofHeaders(request).spelledNames();
      case HEADER_VALUES -> NameValues.ofHeaders(request).values();
      case ACCEPTED_LANGUAGES -> Languages.of(request.headers("accept-language"));
      default -> connection.list(field);
    };
  }

  @Override
  public List<String> entry(Field field, String name) {
    return switch (field) {
      case HEADERS -> request.headers(name);
      case ARGS -> args().of(name);
      case COOKIES -> cookies().of(name);
      default -> connection.entry(field, name);
    };
  }

  @Override
  public @Nullable String entry(Field field, String name, int position) {
    return field == Field.HEADERS && position == 0
        ? request.header(name)
        : RequestView.super.entry(field, name, position);
  }

  @Override
  public Map<String, List<String>> map(Field field) {
    return switch (field) {
      case HEADERS -> NameValues.ofHeaders(request).toHeaderMap();
      case ARGS -> args().toMap();
      case COOKIES -> cookies().toMap();
      default -> connection.map(field);
    };
  }
}
