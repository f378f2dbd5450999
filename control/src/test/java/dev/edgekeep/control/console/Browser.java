package dev.edgekeep.control.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A browser without JavaScript: it keeps cookies, follows redirects and sends forms. */
final class Browser {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final String url;
  private final CookieManager cookies;
  private final HttpClient http;

  Browser(String url) {
    this(url, HttpClient.newBuilder(), new CookieManager(null, CookiePolicy.ACCEPT_ALL));
  }

  /** One that does TLS in a way of its own. */
  Browser(String url, SSLContext tls) {
    this(
        url,
        HttpClient.newBuilder().sslContext(tls),
        new CookieManager(null, CookiePolicy.ACCEPT_ALL));
  }

  private Browser(String url, HttpClient.Builder http, CookieManager cookies) {
    this.url = url;
    this.cookies = cookies;
    this.http = http.cookieHandler(cookies).followRedirects(HttpClient.Redirect.NORMAL).build();
  }

  /** A thief with the cookies of this one. */
  Browser stolen(SSLContext tls) {
    return new Browser(url, HttpClient.newBuilder().sslContext(tls), cookies);
  }

  /** A page that the browser received in the end. */
  record Page(int status, String path, String body, HttpResponse<String> response) {
    /** The token of its forms. */
    String csrf() {
      Matcher found = CSRF.matcher(body);
      return found.find() ? found.group(1) : "";
    }
  }

  Page get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** The first answer, whatever it is. */
  Page getOnce(String path) {
    try (HttpClient direct = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          direct.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
      return new Page(response.statusCode(), path, response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends the fields of a form, names and values in turn, as the page has it. */
  Page submit(String path, String... fields) {
    return post(path, get("/me").csrf(), fields);
  }

  /** Sends a body as it is. */
  Page postRaw(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  Page post(String path, String csrf, String... fields) {
    StringBuilder body = new StringBuilder("csrf=").append(encoded(csrf));
    for (int i = 0; i < fields.length; i += 2) {
      body.append('&').append(encoded(fields[i])).append('=').append(encoded(fields[i + 1]));
    }
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** Sends a form as another site would have it sent. */
  Page postFrom(String origin, String path, String csrf) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", origin)
            .POST(BodyPublishers.ofString("csrf=" + encoded(csrf)))
            .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Page send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Page(response.statusCode(), response.uri().getPath(), response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
