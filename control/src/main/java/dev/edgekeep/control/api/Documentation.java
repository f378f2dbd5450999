package dev.edgekeep.control.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The contract at {@code /openapi.yaml}, and a page to browse it at {@code /docs}. */
final class Documentation {
  private static final String CONTRACT = "/openapi.yaml";
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
  private static final String SWAGGER_UI_POM =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final Map<String, String> ASSETS =
      Map.of(
          "swagger-ui.css", "text/css",
          "swagger-ui-bundle.js", "text/javascript",
          "favicon-32x32.png", "image/png");

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Edgekeep API</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="/docs/favicon-32x32.png">
      <link rel="stylesheet" href="/docs/swagger-ui.css">
      </head>
      <body>
      <div id="api"></div>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script src="/docs/start.js"></script>
      </body>
      </html>
      """;

  private static final String START =
      """
      window.ui = SwaggerUIBundle({
        url: "/openapi.yaml", dom_id: "#api", deepLinking: true, validatorUrl: null,
        docExpansion: "list", tryItOutEnabled: false, persistAuthorization: false
      });
      """;

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " frame-ancestors 'none'";

  private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

  private Documentation() {}

  static void addTo(RoutesConfig http) {
    http.get("/healthz", context -> context.contentType("text/plain").result("ok\n"));
    http.get(CONTRACT, context -> send(context, "application/yaml", resource(CONTRACT)));
    http.get("/docs", context -> send(context, "text/html", PAGE.getBytes(StandardCharsets.UTF_8)));
    http.get(
        "/docs/start.js",
        context -> send(context, "text/javascript", START.getBytes(StandardCharsets.UTF_8)));
    http.get("/docs/{asset}", Documentation::asset);
  }

  private static void asset(Context context) {
    String name = context.pathParam("asset");
    String type = ASSETS.get(name);
    if (type == null) {
      throw new NotFoundResponse();
    }
    context.header("Cache-Control", "max-age=86400");
    send(context, type, resource(SWAGGER_UI + swaggerUiVersion() + "/" + name));
  }

  /** The files of the jar are below its version, which is in its own description. */
  private static String swaggerUiVersion() {
    Properties properties = new Properties();
    try (InputStream in = Documentation.class.getResourceAsStream(SWAGGER_UI_POM)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static void send(Context context, String type, byte @Nullable [] content) {
    if (content == null) {
      throw new NotFoundResponse();
    }
    context.header("Content-Security-Policy", POLICY);
    context.contentType(type).result(content);
  }

  /** Read once: everybody may ask for it, and read it slowly. */
  private static byte @Nullable [] resource(String name) {
    byte[] read = READ.computeIfAbsent(name, Documentation::read);
    return read.length == 0 ? null : read;
  }

  private static byte[] read(String name) {
    try (InputStream in = Documentation.class.getResourceAsStream(name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
