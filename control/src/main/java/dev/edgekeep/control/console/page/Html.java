package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** Renders templates, which were compiled when the program was built. Any thread. */
public final class Html {
  /** Nothing inline, nothing from elsewhere, no frame around it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Html.class.getClassLoader(), "dev.edgekeep.control.console.jte");

  /** A page. */
  public Answer page(int status, String template, Map<String, Object> values) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(template + ".jte", values, output);
    return guarded(new Answer(status, output.toByteArray(), Map.of(), 0));
  }

  /** Sends the browser to another page, to be fetched with GET. */
  public static Answer redirect(String location) {
    return guarded(new Answer(303, null, Map.of("Location", location), 0));
  }

  private static Answer guarded(Answer answer) {
    return answer
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        .header("X-Frame-Options", "DENY")
        .header("Vary", "Cookie, Accept-Language");
  }
}
