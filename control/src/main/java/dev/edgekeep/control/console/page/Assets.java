package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.PageRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The static files of the console. Their addresses have a digest of their content, so that browsers
 * keep them for a year. Immutable.
 */
public final class Assets {
  private static final String OWN = "/dev/edgekeep/control/console/assets/";
  private static final String CACHED = "public, max-age=31536000, immutable";
  private static final int DIGEST = 12;

  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, File> files = new LinkedHashMap<>();

  /** A file in memory. */
  private static final class File {
    private final String type;
    private final byte[] content;

    private File(String type, byte[] content) {
      this.type = type;
      this.content = content;
    }
  }

  public Assets() {
    add("console.css", "text/css; charset=utf-8", OWN + "console.css");
    add("console.js", "text/javascript; charset=utf-8", OWN + "console.js");
    add("keys.js", "text/javascript; charset=utf-8", OWN + "keys.js");
    add("icons.svg", "image/svg+xml", OWN + "icons.svg");
    add("favicon.svg", "image/svg+xml", OWN + "favicon.svg");
    add("rules.js", "text/javascript; charset=utf-8", OWN + "rules.js");
    add("charts.js", "text/javascript; charset=utf-8", OWN + "charts.js");
    add("uplot.js", "text/javascript; charset=utf-8", webJar("uplot", "dist/uPlot.iife.min.js"));
    add("uplot.css", "text/css; charset=utf-8", webJar("uplot", "dist/uPlot.min.css"));
    add("htmx.js", "text/javascript; charset=utf-8", webJar("htmx.org", "dist/htmx.min.js"));
  }

  /** The files of a WebJar are below its version, which is in its own description. */
  private static String webJar(String name, String path) {
    Properties description = new Properties();
    String file = "/META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(name);
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      if (in != null) {
        description.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/%s/%s/%s"
        .formatted(name, description.getProperty("version", ""), path);
  }

  private void add(String name, String type, String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program has no file " + resource);
      }
      byte[] content = in.readAllBytes();
      String shown = digest(content) + "-" + name;
      addresses.put(name, "/assets/" + shown);
      files.put(shown, new File(type, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
          .substring(0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /**
   * The address of a file.
   *
   * @throws IllegalArgumentException when there is no such file
   */
  public String address(String name) {
    String address = addresses.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return address;
  }

  /** Sends a file; null: there is none. */
  @Nullable Answer send(PageRequest request) {
    File file = files.get(request.path("file"));
    return file == null
        ? null
        : Answer.bytes(file.type, file.content)
            .header("Cache-Control", CACHED)
            .header("Cross-Origin-Resource-Policy", "same-origin");
  }
}
