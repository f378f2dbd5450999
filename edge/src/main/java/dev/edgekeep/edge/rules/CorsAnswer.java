package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.decision.HeaderChange;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.snapshot.Cors;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The edge's part of the CORS protocol (Fetch standard §3.2): the answer to a preflight, and the
 * fields of other responses, in place of the origin's own. Event loop only.
 */
final class CorsAnswer {
  private static final AsciiString REQUEST_METHOD =
      AsciiString.cached("access-control-request-method");
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  private static final AsciiString ALLOW_METHODS =
      AsciiString.cached("Access-Control-Allow-Methods");
  private static final AsciiString ALLOW_HEADERS =
      AsciiString.cached("Access-Control-Allow-Headers");
  private static final AsciiString MAX_AGE = AsciiString.cached("Access-Control-Max-Age");
  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private final Cors cors;
  private final boolean isPreflight;
  private final @Nullable String allowed;

  CorsAnswer(Cors cors, RequestHead request) {
    String origin = request.fields().first(FieldName.ORIGIN);
    this.cors = cors;
    this.isPreflight =
        origin != null && request.method().equals("OPTIONS") && hasRequestMethod(request.fields());
    this.allowed = origin == null ? null : cors.allowed(origin);
  }

  private static boolean hasRequestMethod(Fields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.isNamed(i, REQUEST_METHOD)) {
        return true;
      }
    }
    return false;
  }

  boolean isPreflight() {
    return isPreflight;
  }

  /** The fields of the answer to a preflight; nothing is allowed to other origins. */
  Fields preflight() {
    Fields fields = new Fields();
    fields.add(FieldName.VARY, PREFLIGHT_VARY);
    if (allowed == null) {
      return fields;
    }
    fields.add(AsciiString.of(ALLOW_ORIGIN), allowed);
    fields.add(ALLOW_METHODS, String.join(", ", cors.methods()));
    if (!cors.headers().isEmpty()) {
      fields.add(ALLOW_HEADERS, String.join(", ", cors.headers()));
    }
    if (cors.credentials()) {
      fields.add(AsciiString.of(ALLOW_CREDENTIALS), "true");
    }
    fields.add(MAX_AGE, Long.toString(cors.maxAgeSeconds()));
    return fields;
  }

  /**
   * Adds the changes to the response of any other request. Without them, a script could not even
   * read the status of an error (Fetch §4.10), so they apply to the answers of the edge as well.
   */
  void addChanges(List<HeaderChange> changes) {
    boolean isExposed = allowed != null && !cors.exposeHeaders().isEmpty();
    changes.add(HeaderChange.ofEveryResponse(ALLOW_ORIGIN, allowed));
    changes.add(
        HeaderChange.ofEveryResponse(
            ALLOW_CREDENTIALS, allowed != null && cors.credentials() ? "true" : null));
    changes.add(
        HeaderChange.ofEveryResponse(
            EXPOSE_HEADERS, isExposed ? String.join(", ", cors.exposeHeaders()) : null));
    if (!cors.allowsAny()) {
      // Also without an Origin: a cache must not give this response to another origin.
      changes.add(HeaderChange.addedToEveryResponse("Vary", "Origin"));
    }
  }
}
